"use client";

import { RegisterCurl, Snippet } from "#components/admin/network/register-curl.tsx";
import { errorsOf } from "#components/identity/form-state.ts";
import { MakingForm } from "#components/identity/making-form.tsx";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import { Select } from "#components/ui/select.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormAction } from "#lib/http/next/action-result.ts";

interface Made {
  readonly name: string;
  readonly key: string;
  readonly base: string;
}

const spans = [
  { id: "365", label: "A year" },
  { id: "90", label: "90 days" },
  { id: "", label: "Until it is revoked" },
];

/** A key for a bot, shown once, with what to do with it. */
export function AddServer({
  base,
  makeKey,
}: {
  readonly base: string;
  readonly makeKey: FormAction<Made>;
}) {
  return (
    <Sheet title="A key for the bot" id="key">
      <MakingForm
        act={makeKey}
        submit="Make the key"
        busy="Making the key…"
        made={({ name, key }) => (
          <div className="flex flex-col gap-4">
            <SecretOnce
              sentence={`This is ${name}. Copy it now: it is not kept and cannot be shown again.`}
              secret={key}
              what="the key"
            />
            <h3 className="caps">Register a promo server by hand</h3>
            <RegisterCurl base={base} apiKey={key} />
            <h3 className="caps">Or let a bot do all of it</h3>
            <Snippet text={botSnippet(base)} what="the snippet" />
          </div>
        )}
        fields={(result) => (
          <>
            <p>
              One key serves all promo servers of one operator. It may fetch batches and report
              posts, and nothing else.
            </p>
            <input type="hidden" name="scopes" value="bot" />
            <TextField
              label="Name of the key"
              name="name"
              hint="Like: Discord bot of the community team."
              autoComplete="off"
              errors={errorsOf(result, "name")}
            />
            <Select label="Good for" name="expiresInDays" choices={spans} defaultValue="365" />
          </>
        )}
      />
    </Sheet>
  );
}

/** The shortest bot there is; the client keeps UUID, batch and rotation, and falls back by itself. */
function botSnippet(base: string): string {
  return `// lib/promotions/client has no dependencies: copy the folder.
import { createBotApi } from "./client/bot-api.ts";
import { createFileStore } from "./client/file-store.ts";
import { createPromotionClient } from "./client/promotion-client.ts";

const client = createPromotionClient({
  api: createBotApi({ baseUrl: "${base}", apiKey: process.env.FROLIC_KEY }),
  store: createFileStore("./promo-servers"),
  post: async (guild, app) => {
    const message = await channelOf(guild).send(
      \`Sponsored\\n\${app.appName}: \${app.shortDescription}\\n\${app.campaign.ctaUrl}\`,
    );
    return { messageId: message.id, channelId: message.channelId };
  },
  alert: (guild, alert) => console.error(guild.guildId, alert),
});
await client.run({ guildId: "YOUR_GUILD_ID" }, new AbortController().signal);`;
}
