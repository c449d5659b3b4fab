// Decides plays of games this worker holds. Two steps, so that the pacer of one batch may run while the batch
// before is being committed: pace() asks Redis, commit() writes the ledger. Whatever goes wrong in between ends in
// settle(): rebuild, pace and commit anew, one batch after the other.

import { copyState } from "#lib/pacing/pacer-state.ts";
import { runBatches } from "#lib/pacing/redis/pacer-redis.ts";
import { runBatch } from "#lib/pacing/run-batch.ts";
import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { isStoreDown, isTransient } from "#lib/platform/store-failure.ts";
import type { PacerMode } from "#lib/plays/contract.ts";
import {
  type DrawnPlay,
  drawPlays,
  ledgerBatch,
  type Paced,
  uncommittedRows,
} from "#lib/plays/ledger-batch.ts";
import { type HeldGame, holdGame, LeaseLostError, loadHeldGame } from "#lib/plays/rebuild.ts";
import { RedisFailure, type RedisHealth } from "#lib/plays/redis-health.ts";
import type { CachedResult, RedisClient } from "#lib/plays/redis-stream.ts";
import { type AcceptedPlay, findUndecided } from "#lib/plays/store-allocate.ts";
import { type DecideBatch, decideBatch, type SettledWin } from "#lib/plays/store-decide.ts";
import { recordFailure } from "#lib/plays/store-feed.ts";
import type { Lease } from "#lib/plays/store-lease.ts";

/** Places where a test may stop, delay or fail the allocator; the product leaves them out. */
export interface AllocatorHooks {
  beforeDecide?(batch: DecideBatch): Promise<void>;
  /** After the commit, before the acknowledgement. */
  afterDecide?(batch: DecideBatch): Promise<void>;
}

export interface HolderOptions {
  readonly mode: PacerMode;
  readonly lease?: Lease;
  /** A game is no longer held: whatever was paced for it meanwhile has to be paced again. */
  readonly onDrop?: () => void;
}

export interface AllocatorDeps {
  readonly database: Database;
  readonly redis: RedisClient;
  readonly health: RedisHealth;
  readonly masterSecret: string;
  readonly logger: Logger;
  readonly hooks?: AllocatorHooks;
}

/** Plays of one game, in the order in which they are to be paced. */
export interface GamePlays {
  readonly gameId: string;
  readonly plays: readonly AcceptedPlay[];
}

/** A batch the pacer has answered for; `paced` is undefined when the pacer has to be asked again. */
export interface PacedPlays extends GamePlays {
  readonly paced: Paced | undefined;
}

const attemptsMax = 4;

export class GameAllocator {
  readonly #deps: AllocatorDeps;
  readonly #options: HolderOptions;
  readonly #held = new Map<string, HeldGame>();
  readonly #taking = new Map<string, Promise<HeldGame | undefined>>();
  /** Games whose Redis state turned out to be lost or old since the last look. */
  readonly #forgotten = new Set<string>();

  constructor(deps: AllocatorDeps, options: HolderOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  #drop(gameId: string): void {
    if (this.#held.delete(gameId)) this.#options.onDrop?.();
  }

  /** Games that Redis forgot; each is named once. Their streams may have lost plays too. */
  takeForgotten(): string[] {
    const games = [...this.#forgotten];
    this.#forgotten.clear();
    return games;
  }

  /** Takes the game over unless it is held; two calls at once share one take-over. */
  async #hold(gameId: string): Promise<HeldGame | undefined> {
    const known = this.#held.get(gameId);
    if (known) return known;
    const taking = this.#taking.get(gameId) ?? this.#takeOver(gameId);
    this.#taking.set(gameId, taking);
    try {
      return await taking;
    } finally {
      this.#taking.delete(gameId);
    }
  }

  async #takeOver(gameId: string): Promise<HeldGame | undefined> {
    const game = await holdGame(this.#deps, gameId, this.#options);
    if (!game) return undefined;
    if (this.#options.mode === "redis") {
      await this.#deps.health.use(() => loadHeldGame(this.#deps.redis, game));
    }
    this.#held.set(gameId, game);
    return game;
  }

  /** Asks the pacer for each game of a batch, all games in one pipeline. */
  async pace(batches: readonly GamePlays[]): Promise<PacedPlays[]> {
    const held: { game: HeldGame; batch: GamePlays; drawn: DrawnPlay[] }[] = [];
    for (const batch of batches) {
      const game = await this.#hold(batch.gameId);
      if (game) held.push({ game, batch, drawn: drawPlays(game.seed, batch.plays) });
      else this.#deps.logger.warn({ gameId: batch.gameId }, "plays of a game that is not open");
    }
    if (this.#options.mode === "direct") return held.map((each) => this.#paceHere(each));
    const replies = await this.#deps.health.use(async () => {
      const answers = await runBatches(
        this.#deps.redis,
        held.map(({ game, drawn }) => ({
          partition: game.partition,
          game: game.gameId,
          epoch: game.epoch,
          plays: drawn.map(({ playId, playerId, t, u }) => ({ playId, player: playerId, t, u })),
        })),
      );
      for (const answer of answers) if (answer.status === "failed") throw answer.error;
      return answers;
    });
    return held.map(({ game, drawn }, index) => {
      const reply = replies[index];
      const gameId = game.gameId;
      if (reply?.status !== "ok") {
        if (reply?.status === "missing") this.#forgotten.add(gameId);
        return { gameId, plays: drawn, paced: undefined };
      }
      return { gameId, plays: drawn, paced: { ...reply, epoch: game.epoch } };
    });
  }

  /** The TypeScript twin on a copy of the held state: the copy becomes the state when decide() has committed. */
  #paceHere({ game, drawn }: { game: HeldGame; drawn: DrawnPlay[] }): PacedPlays {
    const state = copyState(game.state);
    const plays = drawn.map(({ playId, playerId, t, u }) => ({ playId, player: playerId, t, u }));
    const rows = runBatch(game.plan.config, game.plan.plan, state, plays, new Map(), game.wins);
    return { gameId: game.gameId, plays: drawn, paced: { epoch: game.epoch, rows, state } };
  }

  /** Commits what the pacer answered, or settles the batch anew when that no longer holds. */
  async commit(batch: PacedPlays): Promise<CachedResult[]> {
    return (await this.#tryCommit(batch)) ?? (await this.settle(batch));
  }

  /** Undefined when the answer no longer fits the ledger; the game is then not held any more. */
  async #tryCommit({ gameId, plays, paced }: PacedPlays): Promise<CachedResult[] | undefined> {
    const game = this.#held.get(gameId);
    if (!game || !paced || paced.epoch !== game.epoch) {
      if (paced === undefined) this.#drop(gameId);
      return undefined;
    }
    const rows = uncommittedRows(paced, game.state.k);
    if (!rows) {
      this.#forgotten.add(gameId);
      this.#drop(gameId);
      return undefined;
    }
    if (rows.length === 0) return [];
    const byId = new Map(plays.map((play) => [play.playId, play as DrawnPlay]));
    const batch = ledgerBatch(game, paced, rows, byId);
    await this.#deps.hooks?.beforeDecide?.(batch);
    const reply = await decideBatch(this.#deps.database.sql, batch);
    await this.#deps.hooks?.afterDecide?.(batch);
    if (reply.status === "refused") {
      this.#deps.logger.info({ gameId, cause: reply.cause }, "decide refused, rebuilding");
      this.#drop(gameId);
      return undefined;
    }
    game.state = reply.state;
    // Redis still counts the wins that were refused.
    if (reply.corrected) this.#drop(gameId);
    return resultsOf(game, batch, reply.wins);
  }

  /** Rebuild, pace, commit, until the batch is in the ledger. Nothing else of the game may be under way. */
  async settle({ gameId, plays }: GamePlays): Promise<CachedResult[]> {
    let open = plays;
    for (let attempt = 0; attempt < attemptsMax && open.length > 0; attempt++) {
      try {
        const [paced] = await this.pace([{ gameId, plays: open }]);
        if (!paced) return [];
        const done = await this.#tryCommit(paced);
        if (done) return done;
      } catch (error) {
        this.#drop(gameId);
        if (isPassing(error)) throw error;
        return await this.#bisect({ gameId, plays: open }, error);
      }
      const ids = new Set(
        (
          await findUndecided(
            this.#deps.database.sql,
            gameId,
            open.map((p) => p.playId),
          )
        ).map((play) => play.playId),
      );
      open = open.filter((play) => ids.has(play.playId));
    }
    if (open.length > 0) throw new RedisFailure(`game ${gameId} does not come to rest`);
    return [];
  }

  /** A batch that fails for a reason of its own is halved until the play at fault stands alone. */
  async #bisect({ gameId, plays }: GamePlays, error: unknown): Promise<CachedResult[]> {
    const [only] = plays;
    if (plays.length === 1 && only) {
      const message = error instanceof Error ? error.message : String(error);
      this.#deps.logger.error(
        { gameId, playId: only.playId, err: error },
        "play cannot be decided",
      );
      await recordFailure(this.#deps.database.sql, only, message);
      return [];
    }
    const half = Math.ceil(plays.length / 2);
    const first = await this.settle({ gameId, plays: plays.slice(0, half) });
    return [...first, ...(await this.settle({ gameId, plays: plays.slice(half) }))];
  }

  /** Decides plays of one game from beginning to end. */
  async decide(batch: GamePlays): Promise<CachedResult[]> {
    try {
      const [paced] = await this.pace([batch]);
      return paced ? await this.commit(paced) : [];
    } catch (error) {
      this.#drop(batch.gameId);
      if (isPassing(error)) throw error;
      return await this.#bisect(batch, error);
    }
  }

  /** For a batch whose commit threw: finds the play at fault, or throws again when no play is. */
  async recover(batch: GamePlays, error: unknown): Promise<CachedResult[]> {
    this.#drop(batch.gameId);
    if (isPassing(error)) throw error;
    return await this.#bisect(batch, error);
  }
}

/** Failures of a store, a lease or a connection: the same batch may pass later, no play is to blame. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof RedisFailure ||
    error instanceof LeaseLostError ||
    isStoreDown(error) ||
    isTransient(error)
  );
}

function resultsOf(
  game: HeldGame,
  batch: DecideBatch,
  wins: readonly SettledWin[],
): CachedResult[] {
  const byIndex = new Map(wins.map((win) => [win.index, win]));
  return batch.rows.map((row, index) => {
    const win = byIndex.get(index);
    const couponId = win?.couponId ?? null;
    return {
      playId: row.playId,
      gameId: game.gameId,
      playerId: row.playerId,
      outcome: couponId === null ? "LOSE" : "WIN",
      brand: row.brand,
      prizeId: couponId === null ? null : (win?.prizeId ?? null),
      couponId,
      revealAtMs: Math.floor(row.revealAtUs / 1000),
    };
  });
}
