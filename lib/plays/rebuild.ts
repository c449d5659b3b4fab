// A worker takes a game over: epoch + 1 in Postgres with the state the ledger says, then Redis from scratch. Used
// on the first touch by a new lease holder, when Redis forgot or came back older, after a correction, and on the
// way into and out of direct mode. Nothing is ever read from the old Redis.

import { openGameSeed } from "#lib/campaigns/game-seed.ts";
import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { encodeState, type PacerState } from "#lib/pacing/pacer-state.ts";
import { loadGame } from "#lib/pacing/redis/pacer-redis.ts";
import type { PlayerWins } from "#lib/pacing/run-batch.ts";
import type { Database } from "#lib/platform/database.ts";
import { assert } from "#lib/platform/errors.ts";
import type { PacerMode } from "#lib/plays/contract.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import { isHeld, type Lease } from "#lib/plays/store-lease.ts";
import {
  countStock,
  findGameFacts,
  type GameFacts,
  getPlan,
  listWins,
  lockPacer,
  type PlanRow,
  updatePacer,
} from "#lib/plays/store-pacer.ts";

/** The lease ran out or went to somebody else; whatever was in hand is theirs. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/** A game whose pacer this worker holds, under one epoch. */
export interface HeldGame {
  readonly gameId: string;
  readonly campaignId: string;
  readonly partition: number;
  readonly shard: number;
  readonly seed: Buffer;
  readonly mode: PacerMode;
  readonly epoch: number;
  readonly plan: PlanRow;
  /** Wins of players at the start of the epoch; direct mode counts on in it. */
  readonly wins: PlayerWins;
  /** State after the last committed batch; its k is the last ordinal in the ledger. */
  state: PacerState;
}

export interface RebuildDeps {
  readonly database: Database;
  readonly masterSecret: string;
}

interface Handover {
  readonly epoch: number;
  readonly state: PacerState;
  readonly plan: PlanRow;
  readonly wins: PlayerWins;
}

/**
 * Raises the epoch under the locks of chain and pacer, which waits for a running decide() and makes every later
 * one of an older epoch fail. W is what the ledger counts, budgets what quantity and free coupons allow.
 */
async function handOver(
  deps: RebuildDeps,
  facts: GameFacts,
  { mode, lease }: { mode: PacerMode; lease: Lease | undefined },
): Promise<Handover | undefined> {
  const { gameId } = facts;
  const shard = 0;
  return await deps.database.sql.begin(async (tx) => {
    if (!(await lockChain(tx, gameId, shard))) return undefined;
    const pacer = await lockPacer(tx, gameId, shard);
    if (!pacer) return undefined;
    if (lease && !(await isHeld(tx, lease))) throw new LeaseLostError("the lease is gone");
    const stock = await countStock(tx, gameId);
    assert(stock.length === pacer.state.W.length, "a game has as many prize lines as its pacer");
    const state: PacerState = {
      ...pacer.state,
      W: stock.map(({ wins }) => wins),
      B: stock.map(({ budget }) => budget),
    };
    const epoch = pacer.epoch + 1;
    const { planRevision } = pacer;
    await updatePacer(tx, { gameId, shard, mode, epoch, planRevision, state });
    const body = { epoch, mode, planRevision, state: encodeState(state) as unknown as JsonValue };
    await appendChain(tx, { gameId, shard, kind: "rebuild", body });
    const plan = await getPlan(tx, gameId, planRevision);
    const wins: PlayerWins = new Map(await listWins(tx, gameId, plan.config));
    return { epoch, state, plan, wins };
  });
}

/** Takes over a game. Undefined when it was never opened for play. Throws LeaseLostError when the lease is gone. */
export async function holdGame(
  deps: RebuildDeps,
  gameId: string,
  { mode, lease }: { readonly mode: PacerMode; readonly lease?: Lease },
): Promise<HeldGame | undefined> {
  const facts = await findGameFacts(deps.database.sql, gameId);
  if (!facts?.seedCt) return undefined;
  // Before the hand-over is committed: a game that cannot be held must not get an epoch and a chain entry a try.
  const seed = openGameSeed(deps.masterSecret, gameId, facts.seedCt);
  const handover = await handOver(deps, facts, { mode, lease });
  if (!handover) return undefined;
  return {
    ...handover,
    gameId,
    campaignId: facts.campaignId,
    partition: facts.partition,
    shard: 0,
    seed,
    mode,
  };
}

/** Gives Redis the game as it is now held. Forgotten or late calls do no harm: the script asks for the epoch. */
export async function loadHeldGame(redis: RedisClient, game: HeldGame): Promise<void> {
  const { partition, gameId, epoch, state, wins } = game;
  const { config, plan } = game.plan;
  await loadGame(redis, { partition, game: gameId, epoch, config, plan, state, wins });
}
