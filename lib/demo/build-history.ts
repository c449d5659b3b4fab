import type { DemoPlay } from "#lib/demo/demo-plays.ts";
import { entryHash } from "#lib/fairness/chain.ts";
import { drawOf, playerTagOf } from "#lib/fairness/draw.ts";
import { batchRoot, leafOf } from "#lib/fairness/ledger-leaf.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { type PacerState, startState } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import { type DecisionRow, type PlayerWins, runBatch } from "#lib/pacing/run-batch.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";

export interface HistoryInput {
  readonly gameId: string;
  readonly seed: Uint8Array;
  readonly config: PacerConfig;
  readonly plan: Plan;
  readonly plays: readonly DemoPlay[];
  readonly batchSize: number;
}

export interface HistoryRow extends DemoPlay {
  readonly decision: DecisionRow;
  readonly u: number;
}

export interface HistoryEntry {
  readonly kFrom: number;
  readonly kTo: number;
  readonly root: Uint8Array;
  readonly prevHash: Uint8Array;
  readonly hash: Uint8Array;
  /** Arrival of the batch's last play. */
  readonly tUs: number;
}

export interface History {
  readonly rows: readonly HistoryRow[];
  readonly state: PacerState;
}

function leaf(input: Pick<HistoryInput, "gameId" | "seed">, row: HistoryRow): Uint8Array {
  const { gameId, seed } = input;
  const { playId, playerId, seq, salt, u } = row;
  const { k, t, S, shares, brand, reason } = row.decision;
  const playerTag = playerTagOf(hmacSha256, seed, playerId);
  return leafOf(sha256, {
    ...{ gameId, shard: 0, k, playId, playerTag, seq, salt, t, S, shares, brand, reason, u },
  });
}

/**
 * Plays a whole game through the product's own pacer and draw, with times of the past. Together with its chain it
 * is a ledger like any other: the verifier of the product cannot tell it from a live one.
 */
export function buildHistory(input: HistoryInput): History {
  const { gameId, seed, config, plan, plays, batchSize } = input;
  const state = startState(config);
  const memo = new Map<string, DecisionRow>();
  const wins: PlayerWins = new Map();
  const rows: HistoryRow[] = [];
  for (let from = 0; from < plays.length; from += batchSize) {
    const batch = plays.slice(from, from + batchSize).map((play) => {
      const { playId, seq, salt } = play;
      return { ...play, u: drawOf(hmacSha256, seed, { gameId, playId, seq, salt }) };
    });
    const asked = batch.map(({ playId, playerId, tUs, u }) => ({
      ...{ playId, player: playerId, t: tUs / 1e6, u },
    }));
    const decisions = runBatch(config, plan, state, asked, memo, wins);
    const decided = batch.flatMap((play, index) => {
      const decision = decisions[index];
      return decision ? [{ ...play, decision }] : [];
    });
    rows.push(...decided);
  }
  return { rows, state };
}

/** The chain over a history, in batches of the same size, going on from `head`, the hash of the last entry. */
export function chainHistory(
  input: Pick<HistoryInput, "gameId" | "seed" | "batchSize"> & { readonly head: Uint8Array },
  rows: readonly HistoryRow[],
  couponOf: (playId: string) => number | undefined,
): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let prevHash = input.head;
  for (let from = 0; from < rows.length; from += input.batchSize) {
    const batch = rows.slice(from, from + input.batchSize);
    const awards = batch.flatMap(({ playId, decision }) => {
      const couponId = couponOf(playId);
      return couponId === undefined ? [] : [{ k: decision.k, couponId }];
    });
    const leaves = batch.map((row) => leaf(input, row));
    const root = batchRoot(sha256, leaves, awards);
    const hash = entryHash(sha256, prevHash, "batch", root);
    const [kFrom, kTo] = [from + 1, from + batch.length];
    entries.push({ kFrom, kTo, root, prevHash, hash, tUs: batch.at(-1)?.tUs ?? 0 });
    prevHash = hash;
  }
  return entries;
}
