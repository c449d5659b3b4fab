// The Redis side of the pacer: one MULTI that rebuilds a game, one script call that decides a batch.

import type { Redis } from "ioredis";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import type { BatchPlay, DecisionRow } from "#lib/pacing/run-batch.ts";

export type GameRef = { readonly partition: number; readonly game: string };

export type GameLoad = GameRef & {
  readonly epoch: number;
  readonly config: PacerConfig;
  readonly plan: Plan;
  readonly state: PacerState;
  /** Field and wins, as `winsField` names them. */
  readonly wins: Iterable<readonly [string, number]>;
};

export type ScriptBatch = GameRef & {
  readonly epoch: number;
  readonly plays: readonly BatchPlay[];
};

/**
 * `ok`: rows in the order of the plays, state after the batch. `stale`: somebody holds a higher epoch, drop
 * the batch. `missing`: Redis knows nothing of this epoch (lost, rolled back, or never loaded), rebuild.
 * `failed`: this game's call failed; the others of the pipeline stand.
 */
export type ScriptReply =
  | { readonly status: "ok"; readonly rows: DecisionRow[]; readonly state: PacerState }
  | { readonly status: "stale" }
  | { readonly status: "missing" }
  | { readonly status: "failed"; readonly error: Error };

export async function loadGame(_redis: Redis, _load: GameLoad): Promise<void> {
  throw new Error("not built");
}

/** One script call per batch (one batch per game), all in one pipeline; replies in the order of the batches. */
export async function runBatches(
  _redis: Redis,
  _batches: readonly ScriptBatch[],
): Promise<ScriptReply[]> {
  throw new Error("not built");
}
