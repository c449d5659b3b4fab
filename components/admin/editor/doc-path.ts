// Reads and replaces one spot of the campaign document by its dotted path, the same path the checklist, the
// diff and the rules for live fields use.

import type { CampaignDoc } from "#lib/campaigns/contract.ts";

export function readPath(doc: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, step) => {
    if (value === null || typeof value !== "object") return undefined;
    return (value as Record<string, unknown>)[step];
  }, doc);
}

/** A copy with one spot replaced; everything beside the way to it is shared with the original. */
export function writePath(doc: CampaignDoc, path: string, value: unknown): CampaignDoc {
  return replace(doc, path.split("."), value) as CampaignDoc;
}

function replace(node: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(node)) {
    return node.map((child, index) =>
      String(index) === step ? replace(child, rest, value) : child,
    );
  }
  const record = node as Record<string, unknown>;
  return { ...record, [step]: replace(record[step], rest, value) };
}

/** The id of a field on the page; the checklist links to it. */
export function fieldId(path: string): string {
  return path.replaceAll(".", "-");
}

/** `doc.games[0].name`, as an action names a refused field, to `games.0.name`. */
export function docPathOf(actionPath: string): string {
  return actionPath.replace(/^doc\./, "").replace(/\[(\d+)\]/g, ".$1");
}

export function moved<T>(list: readonly T[], index: number, step: -1 | 1): T[] {
  const copy = [...list];
  const [taken] = copy.splice(index, 1);
  if (taken !== undefined) copy.splice(index + step, 0, taken);
  return copy;
}
