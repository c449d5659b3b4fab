import { CopyButton } from "#components/ui/copy-button.tsx";
import { Note } from "#components/ui/note.tsx";

/** A secret in the one moment it can be seen. */
export function SecretOnce({
  sentence,
  secret,
  what,
  sample,
}: {
  readonly sentence: string;
  readonly secret: string;
  readonly what: string;
  readonly sample?: string;
}) {
  return (
    <Note tone="ok" role="status">
      <p>{sentence}</p>
      <p className="my-2 font-mono text-sm break-all text-ink">{secret}</p>
      <CopyButton text={secret} what={what} />
      {sample ? (
        <>
          <pre className="my-3 overflow-x-auto bg-sunk p-3 text-sm whitespace-pre-wrap break-all text-ink">
            {sample}
          </pre>
          <CopyButton text={sample} what="the example" />
        </>
      ) : null}
    </Note>
  );
}
