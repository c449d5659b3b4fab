import type { PlayOutcome, PlayReason } from "#lib/plays/contract.ts";

export interface DrawResult {
  readonly outcome: PlayOutcome | null;
  readonly reason: PlayReason | null;
  readonly brandName: string | null;
}

const losses: Record<PlayReason, string> = {
  DRAW: "No coupon",
  CAP: "No coupon: limit of wins",
  POOL: "No coupon: pool empty",
  WINDOW: "No coupon: outside the window",
  POISON: "Void",
};

/** A decision in words: `Win · Corner Roastery`. */
export function drawWords({ outcome, reason, brandName }: DrawResult): string {
  if (outcome === null) return "Being drawn";
  if (outcome === "WIN") return `Win · ${brandName ?? "unknown brand"}`;
  if (outcome === "VOID") return "Void: could not be decided";
  return losses[reason ?? "DRAW"];
}

export const reasonWords: Record<PlayReason, string> = {
  DRAW: "decided by the draw",
  CAP: "over a limit of wins",
  POOL: "no free coupon",
  WINDOW: "outside the game's time",
  POISON: "could not be decided",
};

/** The end of a play's id: enough to tell rows apart. */
export function shortPlay(playId: string): string {
  return `d-${playId.slice(-4)}`;
}
