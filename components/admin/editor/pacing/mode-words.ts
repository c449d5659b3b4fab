import type { PacingDoc, PacingMode } from "#lib/campaigns/pacing-contract.ts";

/** The modes as a marketer meets them, in the order they are offered. */
export const modeWords: readonly {
  readonly value: PacingMode;
  readonly label: string;
  readonly hint: string;
}[] = [
  {
    value: "smooth",
    label: "Smooth",
    hint: "Follows the plan whoever comes and when, and cannot be foreseen. Right unless there is a reason against it.",
  },
  {
    value: "moments",
    label: "Winning moments",
    hint: "Times are drawn before the start; the next play after one wins. For rules that ask for times fixed in advance.",
  },
  {
    value: "slot",
    label: "Slots",
    hint: "So many winners in each slot of time: what is left, divided by the slots that are left.",
  },
  {
    value: "odds",
    label: "Fixed odds",
    hint: "Every play has the same chance. Nothing keeps the prizes from going early or staying over.",
  },
  {
    value: "hybrid",
    label: "Moments, then odds",
    hint: "A play that meets a winning moment wins; every other has the fixed odds.",
  },
];

export function modeName(mode: PacingMode): string {
  return modeWords.find(({ value }) => value === mode)?.label ?? mode;
}

const planNames = {
  even: "evenly",
  drawn: "along a drawn curve",
  hours: "by hours",
  past: "by the traffic of a game",
} as const;

/** One line for a closed panel. */
export function pacingLine(pacing: PacingDoc): string {
  const parts = [
    pacing.mode === "odds"
      ? `${modeName(pacing.mode)}, ${Math.round(pacing.odds * 1000) / 10} % a play`
      : `${modeName(pacing.mode)}, ${planNames[pacing.plan.kind]}`,
  ];
  if (pacing.hours.length > 0 && pacing.closedOutside) parts.push("opening hours");
  if (pacing.limits.length > 0) parts.push("limits");
  if (pacing.opening.share > 0) parts.push("opening pool");
  if (pacing.finaleMinutes > 0) parts.push(`all out in the last ${pacing.finaleMinutes} min`);
  return parts.join(" · ");
}
