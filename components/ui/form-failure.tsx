import { ErrorNote } from "#components/ui/note.tsx";
import type { ActionFailure } from "#lib/http/next/action-result.ts";

/** What a form's fields cannot say themselves: refusals of the whole, and of fields that are not drawn. */
export function FormFailure({
  failure,
  drawn,
}: {
  readonly failure: ActionFailure | null;
  /** Paths whose errors stand beside their fields. */
  readonly drawn: readonly string[];
}) {
  if (!failure) return null;
  const rest = failure.fields.filter((field) => !drawn.includes(field.path));
  if (rest.length === 0 && failure.fields.length > 0) return null;
  return (
    <ErrorNote
      sentence={failure.message}
      details={rest.map((field) => `${field.path}: ${field.message}`).join(" ") || undefined}
      requestId={failure.requestId}
    />
  );
}
