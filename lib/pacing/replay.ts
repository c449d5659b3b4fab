// Anybody's check of a ledger: run the pacer again over the rows by k and compare every bit. A row is right
// when the same state, time and draw lead to the same chances and the same brand.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { copyState, type PacerState } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import { brandWins, countWin, type PlayerWins } from "#lib/pacing/run-batch.ts";
import { type Step, stepPlay } from "#lib/pacing/step.ts";

/** A ledger row. `player` is the id or the tag: any name that is the same for the same player. */
export type ReplayRow = Step & {
  readonly playId: string;
  readonly player: string;
  readonly u: number;
};

export type ReplayFault = "order" | "time" | "reason" | "chance" | "shares" | "brand";

export type ReplayVerdict =
  | { readonly ok: true; readonly state: PacerState; readonly wins: PlayerWins }
  | {
      readonly ok: false;
      readonly index: number;
      readonly k: number;
      readonly playId: string;
      readonly fault: ReplayFault;
      readonly expected: Step;
    };

function faultOf(row: ReplayRow, expected: Step): ReplayFault | undefined {
  if (row.k !== expected.k) return "order";
  if (row.reason !== expected.reason) return "reason";
  if (!Object.is(row.t, expected.t)) return "time";
  if (!Object.is(row.S, expected.S)) return "chance";
  const { shares } = expected;
  if (row.shares.length !== shares.length) return "shares";
  if (!shares.every((share, b) => Object.is(share, row.shares[b]))) return "shares";
  return row.brand === expected.brand ? undefined : "brand";
}

/**
 * Replays rows in the order given (by k) from a start and names the first wrong one. Revisions, rebuilds
 * and corrections change the state between two rows: replay up to there, change the state returned, go on.
 */
export function replay(
  config: PacerConfig,
  plan: Plan,
  start: { readonly state: PacerState; readonly wins?: PlayerWins },
  rows: readonly ReplayRow[],
): ReplayVerdict {
  const state = copyState(start.state);
  const wins: PlayerWins = new Map(start.wins);
  for (const [index, row] of rows.entries()) {
    const expected = stepPlay(config, plan, state, {
      t: row.t,
      u: row.u,
      playerWins: wins.get(row.player) ?? 0,
      playerBrandWins: brandWins(config, wins, row.player),
    });
    const fault = faultOf(row, expected);
    if (fault) return { ok: false, index, k: row.k, playId: row.playId, fault, expected };
    if (expected.brand >= 0) countWin(config, wins, row.player, expected.brand);
  }
  return { ok: true, state, wins };
}
