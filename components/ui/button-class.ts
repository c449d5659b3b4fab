import { cx } from "#components/ui/class-names.ts";

export const buttonLooks = ["plain", "primary", "danger", "quiet"] as const;
export type ButtonLook = (typeof buttonLooks)[number];

const looks: Record<ButtonLook, string> = {
  plain: "border-rule-2 bg-sheet text-ink hover:bg-sunk",
  primary: "border-ink bg-ink text-on-ink hover:opacity-90",
  danger: "border-bad bg-sheet text-bad hover:bg-bad-bg",
  quiet: "border-transparent bg-transparent text-ink-2 hover:bg-sunk hover:text-ink",
};

/** One look for real buttons and for links that act as one. */
export function buttonClass(look: ButtonLook = "plain", extra?: string): string {
  return cx(
    "inline-flex min-h-9 cursor-pointer items-center justify-center gap-2 rounded-ctl border px-3.5 text-base leading-none font-semibold whitespace-nowrap no-underline transition-[background-color,opacity,color] duration-[var(--t1)] select-none pointer-coarse:min-h-11 disabled:cursor-not-allowed disabled:opacity-55",
    looks[look],
    extra,
  );
}
