import { formError } from "#components/identity/form-state.ts";
import { Note } from "#components/ui/note.tsx";
import type { ActionResult } from "#lib/http/next/action-result.ts";

/** The sentence for the whole form, where there is one. */
export function FormProblem({ result }: { readonly result: ActionResult | null }) {
  const problem = formError(result);
  return problem ? (
    <Note tone="bad" role="alert">
      {problem}
    </Note>
  ) : null;
}
