import { cx } from "#components/ui/class-names.ts";

export const stampStates = [
  "draft",
  "scheduled",
  "live",
  "paused",
  "sold_out",
  "ended",
  "archived",
  "ok",
  "warn",
  "bad",
] as const;
export type StampState = (typeof stampStates)[number];

const looks: Record<StampState, readonly [word: string, className: string]> = {
  draft: ["Draft", "text-ink-2 border-dashed"],
  scheduled: ["Scheduled", "text-link"],
  live: ["Live", "text-ok"],
  paused: ["Paused", "text-warn border-double border-[3px] py-1"],
  sold_out: ["Sold out", "text-bad"],
  ended: ["Ended", "text-ink"],
  archived: ["Archived", "text-ink-2 border-dotted"],
  ok: ["OK", "text-ok"],
  warn: ["Attention", "text-warn border-double border-[3px] py-1"],
  bad: ["Failed", "text-bad"],
};

/** A state as a rubber stamp: the word, a colour and a border style, so that none of them stands alone. */
export function Stamp({ state, word }: { readonly state: StampState; readonly word?: string }) {
  const [name, className] = looks[state];
  return <span className={cx("stamp", className)}>{word ?? name}</span>;
}
