// The twin of one call of the Redis script: the same rows, state, memo and wins, in process. Direct mode
// runs it inside decide(), tests compare it with Redis, the simulator drives it.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import { type Step, stepPlay } from "#lib/pacing/step.ts";

export type BatchPlay = {
  readonly playId: string;
  readonly player: string;
  /** Arrival in seconds of active time: the same at every delivery, because the memo is found by its minute. */
  readonly t: number;
  /** The draw in [0, 1). */
  readonly u: number;
};

/** One decision. `repeated` says that it was made by an earlier call and only read again. */
export type DecisionRow = Step & { readonly playId: string; readonly repeated: boolean };

/** Wins by field: a player for the total, `winsField(player, brand)` for one brand. The fields of the Redis hash. */
export type PlayerWins = Map<string, number>;

export function winsField(player: string, brand: number): string {
  return `${player}|${brand}`;
}

/** Counts a win in the map, per brand only where a brand has a cap (others are never read). */
export function countWin(
  config: PacerConfig,
  wins: PlayerWins,
  player: string,
  brand: number,
): void {
  wins.set(player, (wins.get(player) ?? 0) + 1);
  if ((config.brands[brand]?.playerCap ?? 0) > 0) {
    const field = winsField(player, brand);
    wins.set(field, (wins.get(field) ?? 0) + 1);
  }
}

/** The player's wins per brand; brands without a cap stay at 0, nobody reads them. */
export function brandWins(
  config: PacerConfig,
  wins: ReadonlyMap<string, number>,
  player: string,
): number[] {
  return config.brands.map(({ playerCap }, b) =>
    playerCap > 0 ? (wins.get(winsField(player, b)) ?? 0) : 0,
  );
}

/** Decides the plays in order; a play decided before gets its first answer. Mutates state, memo and wins. */
export function runBatch(
  config: PacerConfig,
  plan: Plan,
  state: PacerState,
  plays: readonly BatchPlay[],
  memo: Map<string, DecisionRow>,
  wins: PlayerWins,
): DecisionRow[] {
  return plays.map(({ playId, player, t, u }) => {
    const known = memo.get(playId);
    if (known) return { ...known, repeated: true };
    const playerWins = wins.get(player) ?? 0;
    const playerBrandWins = brandWins(config, wins, player);
    const step = stepPlay(config, plan, state, { t, u, playerWins, playerBrandWins });
    if (step.brand >= 0) countWin(config, wins, player, step.brand);
    const row: DecisionRow = { ...step, playId, repeated: false };
    memo.set(playId, row);
    return row;
  });
}
