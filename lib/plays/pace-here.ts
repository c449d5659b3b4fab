// The TypeScript twin of the pacer on a held game: for direct mode, and for batches in which something fails. It
// works on copies, so that what it computed counts only when decide() has committed it.

import { copyState } from "#lib/pacing/pacer-state.ts";
import { type PlayerWins, runBatch, winsField } from "#lib/pacing/run-batch.ts";
import type { DrawnPlay, Paced } from "#lib/plays/ledger-batch.ts";
import type { HeldGame } from "#lib/plays/rebuild.ts";

/** The wins of the batch's players alone: a batch is small, the winners of a game may be many. */
function winsOf(game: HeldGame, plays: readonly DrawnPlay[]): PlayerWins {
  const wins: PlayerWins = new Map();
  const copy = (field: string) => {
    const count = game.wins.get(field);
    if (count !== undefined) wins.set(field, count);
  };
  for (const { playerId } of plays) {
    copy(playerId);
    game.plan.config.brands.forEach(({ playerCap }, brand) => {
      if (playerCap > 0) copy(winsField(playerId, brand));
    });
  }
  return wins;
}

/** Paces a batch and leaves the game as it is. */
export function paceHere(game: HeldGame, drawn: readonly DrawnPlay[]): Paced {
  const state = copyState(game.state);
  const wins = winsOf(game, drawn);
  const plays = drawn.map(({ playId, playerId, t, u }) => ({ playId, player: playerId, t, u }));
  const rows = runBatch(game.plan.config, game.plan.plan, state, plays, new Map(), wins);
  return { epoch: game.epoch, rows, state, wins };
}

/** After the commit: the next batch of the epoch sees these wins. */
export function keepWins(game: HeldGame, { wins }: Paced): void {
  for (const [field, count] of wins ?? []) game.wins.set(field, count);
}
