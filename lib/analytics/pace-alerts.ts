// What staff should be told about a game that runs: prizes that will be gone too early, or stay over. Pure, so that
// the campaign's page, its games and the home page say the same.

import type { PrizePace } from "#lib/analytics/contract.ts";

/** A run-out this much of what is left before the plan's own end is worth a line. */
const earlyShare = 0.02;
/** Before this share of the time is over a forecast of leftovers is a guess. */
const guessShare = 0.1;

export function runsOutEarly(prize: PrizePace, nowMs: number): boolean {
  if (prize.runOutMs === null || prize.endsMs <= nowMs) return false;
  return prize.runOutMs < prize.planEndMs - earlyShare * (prize.endsMs - nowMs);
}

/** The prize that runs out first of those that do so early. */
export function soonest(prizes: readonly PrizePace[], nowMs: number): PrizePace | undefined {
  return prizes
    .filter((prize) => runsOutEarly(prize, nowMs))
    .toSorted((a, b) => (a.runOutMs ?? 0) - (b.runOutMs ?? 0))[0];
}

/** Whether more of it than the set share would be left at the end. */
export function leavesOver({ leftAtEnd, budget, alertLeft, ...prize }: PrizePace, nowMs: number) {
  const { startsMs, endsMs } = prize;
  if (nowMs >= endsMs || nowMs < startsMs + guessShare * (endsMs - startsMs)) return false;
  return budget > 0 && leftAtEnd > alertLeft * budget;
}

/** The prize that leaves the largest share over, of those beyond the set share. */
export function mostLeft(prizes: readonly PrizePace[], nowMs: number): PrizePace | undefined {
  return prizes
    .filter((prize) => leavesOver(prize, nowMs))
    .toSorted((a, b) => b.leftAtEnd / b.budget - a.leftAtEnd / a.budget)[0];
}
