// Decides plays of games this worker holds. Two steps, so that the pacer of one batch may run while the batch
// before is being committed: pace() asks Redis, commit() writes the ledger. An answer that no longer fits the ledger
// ends in #settle(): rebuild, pace and commit anew. A failure ends in recover(), which tells three kinds apart: of
// the stores (thrown on, the partition waits), of a game (it rests, the others go on), of a play (it is put off).

import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { askPacer } from "#lib/plays/ask-pacer.ts";
import type { PacerMode } from "#lib/plays/contract.ts";
import {
  isOfAll,
  isOfPlays,
  RestlessGameError,
  UnheldGameError,
} from "#lib/plays/decide-failure.ts";
import { decideWitnessed } from "#lib/plays/decide-witnessed.ts";
import { resultsOf } from "#lib/plays/decided-results.ts";
import {
  type DrawnPlay,
  drawPlays,
  ledgerBatch,
  type Paced,
  playsBelow,
  uncommittedRows,
} from "#lib/plays/ledger-batch.ts";
import { keepWins, paceHere } from "#lib/plays/pace-here.ts";
import { type HeldGame, holdGame, loadHeldGame } from "#lib/plays/rebuild.ts";
import type { RedisHealth } from "#lib/plays/redis-health.ts";
import type { CachedResult, RedisClient } from "#lib/plays/redis-stream.ts";
import { separatePlays } from "#lib/plays/separate-plays.ts";
import type { Setbacks } from "#lib/plays/setbacks.ts";
import { type AcceptedPlay, findUndecided, isAnyUndecided } from "#lib/plays/store-allocate.ts";
import type { DecideBatch } from "#lib/plays/store-decide.ts";
import { recordFailure } from "#lib/plays/store-feed.ts";
import type { Lease } from "#lib/plays/store-lease.ts";
import type { Witness } from "#lib/plays/witness.ts";

/** Places where a test may stop, delay or fail the allocator; the product leaves them out. */
export interface AllocatorHooks {
  beforeDecide?(batch: DecideBatch): Promise<void>;
  /** After the commit, before the acknowledgement. */
  afterDecide?(batch: DecideBatch): Promise<void>;
}

export interface HolderOptions {
  readonly mode: PacerMode;
  readonly lease?: Lease;
  /** Outlives this allocator: a rebuild of everything is no reason to forget what went wrong. */
  readonly setbacks: Setbacks;
  /** A game is no longer held: whatever was paced for it meanwhile has to be paced again. */
  readonly onDrop?: () => void;
}

export interface AllocatorDeps {
  readonly database: Database;
  readonly redis: RedisClient;
  readonly health: RedisHealth;
  readonly masterSecret: string;
  readonly logger: Logger;
  /** Left out by tests that do not look at it; the worker always has one. */
  readonly witness?: Witness;
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
    const game = await holdGame(this.#deps, gameId, this.#options).catch((cause: unknown) => {
      if (isOfAll(cause)) throw cause;
      throw new UnheldGameError(`game ${gameId} cannot be held`, { cause });
    });
    if (!game) return undefined;
    if (this.#options.mode === "redis") {
      await this.#deps.health.use(() => loadHeldGame(this.#deps.redis, game));
    }
    this.#held.set(gameId, game);
    return game;
  }

  /** Undefined when the game cannot be held now. Its plays wait in Postgres for the sweeper; other games go on. */
  async #holdOrRest(gameId: string): Promise<HeldGame | undefined> {
    if (this.#options.setbacks.isResting(gameId)) return undefined;
    try {
      const game = await this.#hold(gameId);
      if (!game) this.#deps.logger.warn({ gameId }, "plays of a game that is not open");
      return game;
    } catch (error) {
      if (isOfAll(error)) throw error;
      this.#rest(gameId, error);
      return undefined;
    }
  }

  #rest(gameId: string, error: unknown): void {
    this.#drop(gameId);
    this.#options.setbacks.rest(gameId);
    this.#deps.logger.error({ gameId, err: error }, "game cannot be decided now, it rests");
  }

  /** Asks the pacer for each game of a batch, all games in one pipeline. Games that rest are left out. */
  async pace(batches: readonly GamePlays[]): Promise<PacedPlays[]> {
    const held: { game: HeldGame; drawn: DrawnPlay[] }[] = [];
    for (const { gameId, plays } of batches) {
      const game = await this.#holdOrRest(gameId);
      if (game) held.push({ game, drawn: drawPlays(game.seed, plays) });
    }
    if (held.length === 0) return [];
    if (this.#options.mode === "direct") {
      return held.map(({ game, drawn }) => {
        return { gameId: game.gameId, plays: drawn, paced: paceHere(game, drawn) };
      });
    }
    const replies = await this.#deps.health.use(() => askPacer(this.#deps.redis, held));
    return held.map(({ game, drawn }, index) => {
      const reply = replies[index];
      const { gameId } = game;
      if (reply?.status !== "ok") {
        if (reply?.status === "missing") this.#forgotten.add(gameId);
        return { gameId, plays: drawn, paced: undefined };
      }
      return { gameId, plays: drawn, paced: { ...reply, epoch: game.epoch } };
    });
  }

  /** Commits what the pacer answered, or settles the batch anew when that no longer holds. */
  async commit(batch: PacedPlays): Promise<CachedResult[]> {
    return (
      (await this.#tryCommit(batch)) ?? (await this.#settle(batch, (open) => this.pace([open])))
    );
  }

  /** Undefined when the answer no longer fits the ledger; the game is then not held any more. */
  async #tryCommit({ gameId, plays, paced }: PacedPlays): Promise<CachedResult[] | undefined> {
    const game = this.#held.get(gameId);
    if (!game || !paced || paced.epoch !== game.epoch) {
      if (paced === undefined) this.#drop(gameId);
      return undefined;
    }
    const { sql } = this.#deps.database;
    const rows = uncommittedRows(paced, game.state.k);
    const isOlder = await isAnyUndecided(sql, gameId, playsBelow(paced, game.state.k));
    if (!rows || isOlder) {
      if (isOlder) this.#forgotten.add(gameId);
      this.#drop(gameId);
      return undefined;
    }
    if (rows.length === 0) return [];
    const byId = new Map(plays.map((play) => [play.playId, play as DrawnPlay]));
    const batch = ledgerBatch(game, paced, rows, byId);
    await this.#deps.hooks?.beforeDecide?.(batch);
    const reply = await decideWitnessed(this.#deps.database, this.#deps.witness, batch);
    await this.#deps.hooks?.afterDecide?.(batch);
    if (reply.status === "refused") {
      this.#deps.logger.info({ gameId, cause: reply.cause }, "decide refused, rebuilding");
      this.#drop(gameId);
      return undefined;
    }
    this.#options.setbacks.countDecided(gameId, rows.length);
    game.state = reply.state;
    keepWins(game, paced);
    // Redis still counts the wins that were refused.
    if (reply.corrected) this.#drop(gameId);
    return resultsOf(gameId, batch, reply.wins);
  }

  /** Pace, commit, rebuild, until the plays are in the ledger. Nothing else of the game may be under way. */
  async #settle(
    { gameId, plays }: GamePlays,
    pace: (open: GamePlays) => Promise<PacedPlays[]>,
  ): Promise<CachedResult[]> {
    let open = plays;
    for (let attempt = 0; attempt < attemptsMax && open.length > 0; attempt++) {
      const [paced] = await pace({ gameId, plays: open });
      if (!paced) return [];
      const done = await this.#tryCommit(paced);
      if (done) return done;
      const ids = open.map(({ playId }) => playId);
      const found = await findUndecided(this.#deps.database.sql, gameId, ids);
      const undecided = new Set(found.map(({ playId }) => playId));
      open = open.filter(({ playId }) => undecided.has(playId));
    }
    if (open.length > 0) throw new RestlessGameError(`game ${gameId} does not come to rest`);
    return [];
  }

  /** Decides plays of one game from beginning to end. */
  async decide(batch: GamePlays): Promise<CachedResult[]> {
    try {
      const [paced] = await this.pace([batch]);
      return paced ? await this.commit(paced) : [];
    } catch (error) {
      return await this.recover(batch, error);
    }
  }

  /**
   * For a batch whose commit threw. Throws again what is no matter of this game; else answers what could be
   * decided, and the rest stays undecided in Postgres until the sweeper feeds it again.
   */
  async recover({ gameId, plays }: GamePlays, error: unknown): Promise<CachedResult[]> {
    try {
      if (isOfPlays(error)) return await this.#separate({ gameId, plays });
      throw error;
    } catch (failure) {
      if (isOfAll(failure)) {
        this.#drop(gameId);
        throw failure;
      }
      this.#rest(gameId, failure);
      return [];
    }
  }

  /**
   * Decides what can be decided of a batch in which something fails, with the twin of the pacer: a failed attempt
   * changes nothing it holds, so that it costs neither a rebuild nor a chain entry. Redis is not asked and so has
   * to be loaded anew afterwards.
   */
  async #separate({ gameId, plays }: GamePlays): Promise<CachedResult[]> {
    const { setbacks, mode } = this.#options;
    const before = setbacks.decidedOf(gameId);
    const results: CachedResult[] = [];
    const { suspects, untried } = await separatePlays(
      plays,
      async (part) => {
        results.push(
          ...(await this.#settle({ gameId, plays: part }, (open) => this.#paceHere(open))),
        );
      },
      isOfPlays,
    );
    if (mode === "redis") this.#drop(gameId);
    for (const { play, error } of suspects) {
      const isBlamed = setbacks.isToBlame(play, before);
      const message = error instanceof Error ? error.message : String(error);
      const facts = { gameId, playId: play.playId, isBlamed, err: error };
      this.#deps.logger.error(facts, "play cannot be decided");
      await recordFailure(this.#deps.database.sql, play, { message, isBlamed });
    }
    if (untried.length > 0) this.#rest(gameId, suspects[0]?.error);
    return results;
  }

  async #paceHere({ gameId, plays }: GamePlays): Promise<PacedPlays[]> {
    const game = await this.#hold(gameId);
    if (!game) return [];
    const drawn = drawPlays(game.seed, plays);
    return [{ gameId, plays: drawn, paced: paceHere(game, drawn) }];
  }
}
