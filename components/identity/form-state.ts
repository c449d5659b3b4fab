import type { ActionResult } from "#lib/http/next/action-result.ts";

/** The sentences an action returned for one field. */
export function errorsOf(result: ActionResult | null, path: string): readonly string[] | undefined {
  if (!result || result.ok) return undefined;
  const messages = result.fields.filter((field) => field.path === path).map((f) => f.message);
  return messages.length > 0 ? messages : undefined;
}

/** What was typed before the refusal: React empties a form after its action, a refused one must keep its text. */
export function typedIn(result: ActionResult | null, name: string): string | undefined {
  if (!result || result.ok) return undefined;
  const value = result.lastResult?.initialValue?.[name];
  return typeof value === "string" ? value : undefined;
}

/** The sentence for the whole form; fields that have their own say it there. */
export function formError(result: ActionResult | null): string | undefined {
  if (!result || result.ok) return undefined;
  return result.fields.some((field) => field.path !== "") ? undefined : result.message;
}
