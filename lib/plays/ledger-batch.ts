// From the pacer's rows to what decide() writes: rows in the order of k, and the root over their leaves.

import { drawOf, playerTagOf } from "#lib/fairness/draw.ts";
import { leafOf } from "#lib/fairness/ledger-leaf.ts";
import { merkleRoot } from "#lib/fairness/merkle.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import type { DecisionRow, PlayerWins } from "#lib/pacing/run-batch.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import type { HeldGame } from "#lib/plays/rebuild.ts";
import type { AcceptedPlay } from "#lib/plays/store-allocate.ts";
import type { DecideBatch, DecisionInput } from "#lib/plays/store-decide.ts";

/** A play with its draw. */
export interface DrawnPlay extends AcceptedPlay {
  readonly u: number;
}

export function drawPlays(seed: Uint8Array, plays: readonly AcceptedPlay[]): DrawnPlay[] {
  return plays.map((play) => ({ ...play, u: drawOf(hmacSha256, seed, play) }));
}

/** What the pacer answered for a batch. */
export interface Paced {
  readonly epoch: number;
  readonly rows: readonly DecisionRow[];
  readonly state: PacerState;
  /** Wins of the batch's players after it; only from the twin, whose game counts on in them. */
  readonly wins?: PlayerWins;
}

/**
 * Plays the pacer gave ordinals that the ledger has already. They were decided before, or else the pacer came back
 * older: then it counts on from there, and entries of its stream may be gone as well.
 */
export function playsBelow(paced: Paced, committedK: number): string[] {
  return paced.rows.filter(({ k }) => k <= committedK).map(({ playId }) => playId);
}

/**
 * The rows that are not committed yet, in the order of k. Undefined when they do not follow the ledger without a
 * gap up to the pacer's own ordinal: then Redis and Postgres disagree and the game is to be rebuilt.
 */
export function uncommittedRows(paced: Paced, committedK: number): DecisionRow[] | undefined {
  const byK = new Map<number, DecisionRow>();
  for (const row of paced.rows) if (row.k > committedK) byK.set(row.k, row);
  const rows = [...byK.values()].sort((a, b) => a.k - b.k);
  const follows = rows.every((row, index) => row.k === committedK + 1 + index);
  if (!follows || (rows.length > 0 && paced.state.k !== committedK + rows.length)) return undefined;
  return rows;
}

/** What one call of decide() takes for these rows. */
export function ledgerBatch(
  game: HeldGame,
  paced: Paced,
  rows: readonly DecisionRow[],
  plays: ReadonlyMap<string, DrawnPlay>,
): DecideBatch {
  const leaves: Uint8Array[] = [];
  const inputs: DecisionInput[] = [];
  for (const { playId, k, t, S, shares, brand, reason } of rows) {
    const play = plays.get(playId);
    if (!play) throw new Error(`the pacer answered for play ${playId}, which was not asked`);
    const { gameId, shard } = game;
    const { playerId, seq, salt, u, revealAtUs, network } = play;
    const playerTag = playerTagOf(hmacSha256, game.seed, playerId);
    leaves.push(
      leafOf(sha256, {
        gameId,
        shard,
        k,
        playId,
        playerTag,
        seq,
        salt,
        t,
        S,
        shares,
        brand,
        reason,
        u,
      }),
    );
    inputs.push({ playId, playerId, t, S, shares, brand, u, reason, revealAtUs, network });
  }
  return {
    gameId: game.gameId,
    shard: game.shard,
    epoch: game.epoch,
    kFrom: game.state.k + 1,
    state: paced.state,
    root: merkleRoot(sha256, leaves),
    rows: inputs,
  };
}
