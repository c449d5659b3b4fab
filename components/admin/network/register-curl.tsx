import { CopyButton } from "#components/ui/copy-button.tsx";

/** The one call that puts a promo server on the network, ready to be pasted into a shell. */
export function registerCommand(base: string, apiKey: string): string {
  const body = [
    "{",
    `  "serverUuid": "'$(uuidgen)'",`,
    `  "guildId": "YOUR_GUILD_ID",`,
    `  "registeredAt": '$(date +%s)',`,
    `  "metadata": {"userCount": 250, "activityLevel": "MEDIUM",`,
    `    "name": "My community", "hasPromotionChannel": true,`,
    `    "region": "EU", "language": "en", "platform": "discord"}`,
    "}",
  ].join("\n");
  return [
    `curl -X POST ${base.replace(/\/$/, "")}/registerServer \\`,
    `  -H "Authorization: Bearer ${apiKey}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join("\n");
}

export function RegisterCurl({ base, apiKey }: { readonly base: string; readonly apiKey: string }) {
  return <Snippet text={registerCommand(base, apiKey)} what="the command" />;
}

/** Something to paste elsewhere. */
export function Snippet({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="flex w-full min-w-0 flex-col items-start gap-2">
      <pre className="w-full bg-sunk p-3 text-sm break-all whitespace-pre-wrap text-ink">
        {text}
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
