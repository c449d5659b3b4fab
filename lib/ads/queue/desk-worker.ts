// One process's share of the ad desk: takes deliveries from its partitions, or from the longest one when it has nothing to
// do, makes the rows its own, has them analysed, and writes what came out.

import { setTimeout as pause } from "node:timers/promises";
import { type Analyser, AnalysisFailure } from "#lib/ads/analysis/analyser.ts";
import { adPartitions } from "#lib/ads/contract.ts";
import { attemptsMax, backoffMs } from "#lib/ads/queue/backoff.ts";
import type { AdTaker, BullAdQueue } from "#lib/ads/queue/bull-queue.ts";
import { type ConcurrencyBounds, nextConcurrency } from "#lib/ads/queue/concurrency.ts";
import { finishAds, giveUpAd } from "#lib/ads/queue/finish-ads.ts";
import { homesOf, richestOther } from "#lib/ads/queue/homes.ts";
import type { Completed } from "#lib/ads/queue/store-outcome.ts";
import { beatWorker, forgetWorker, type WorkerBeat } from "#lib/ads/queue/store-registry.ts";
import { type ClaimedAd, claimAds, extendLeases, releaseAds } from "#lib/ads/queue/store-work.ts";
import type { Sql } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { createMicroBatch, type MicroBatch } from "#lib/platform/micro-batch.ts";
import { isTransient } from "#lib/platform/store-failure.ts";

const beatEveryMs = 1_000;
/** Nothing of its own for so long: it takes from others. */
const stealAfterMs = 200;
const restMs = 50;
const takenMax = 256;
const triesMax = 5;
/** The times of so many analyses are kept for the percentile. */
const timesKept = 200;

export interface DeskWorkerDeps {
  readonly sql: Sql;
  readonly queue: Pick<BullAdQueue, "add" | "waiting">;
  readonly taker: AdTaker;
  readonly analyser: Analyser;
  readonly logger: Logger;
  /** Unique among processes; also the fence of everything it holds. */
  readonly token: string;
  readonly identity: Pick<WorkerBeat, "id" | "host" | "pid" | "version">;
  readonly bounds: ConcurrencyBounds;
  readonly random?: () => number;
}

export interface DeskWorkerFigures {
  readonly running: number;
  readonly concurrency: number;
  readonly done: number;
  readonly failed: number;
  readonly stolen: number;
}

export class DeskWorker {
  readonly #deps: DeskWorkerDeps;
  readonly #finished: MicroBatch<Completed, boolean>;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #loops: Promise<unknown> = Promise.resolve();
  #homes: readonly number[] = [];
  #takesMore = true;
  #concurrency: number;
  readonly #times: number[] = [];
  #timed = 0;
  #done = 0;
  #failed = 0;
  #stolen = 0;
  #wake: (() => void) | undefined;

  constructor(deps: DeskWorkerDeps) {
    this.#deps = deps;
    this.#concurrency = deps.bounds.least;
    this.#homes = homesOf(deps.identity.id, [], adPartitions);
    this.#finished = createMicroBatch<Completed, boolean>({
      sizeMax: takenMax,
      waitMs: 10,
      inFlightMax: 1,
      queueMax: 10_000,
      full: () => new Error("more analyses than can be written"),
      run: (batch) => this.#write(batch),
    });
  }

  /** Begins; resolves after the first sign of life. */
  async start(): Promise<void> {
    await this.#beat();
    this.#loops = Promise.all([this.#takeLoop(), this.#beatLoop()]);
  }

  figures(): DeskWorkerFigures {
    return {
      running: this.#underWay.size,
      concurrency: this.#concurrency,
      done: this.#done,
      failed: this.#failed,
      stolen: this.#stolen,
    };
  }

  /** Takes no more, ends what it has within `waitMs`, and gives the rest back. */
  async stop(waitMs = 5_000): Promise<void> {
    this.#stopping.abort();
    this.#wake?.();
    const { sql, token, queue, identity, taker } = this.#deps;
    const ended = Promise.all([...this.#underWay]);
    await Promise.race([ended, pause(waitMs, undefined, { ref: false })]);
    await this.#loops;
    const back = await releaseAds(sql, token).catch(() => []);
    if (back.length > 0) await queue.add(back).catch(() => undefined);
    await forgetWorker(sql, identity.id).catch(() => undefined);
    await taker.close();
  }

  /** Tries again what lost a race; the row's token keeps a second writing from counting twice. */
  async #write(batch: readonly Completed[], tries = 1): Promise<boolean[]> {
    try {
      return await finishAds(this.#deps.sql, this.#deps.token, batch);
    } catch (error) {
      if (!isTransient(error) || tries >= triesMax) throw error;
      return this.#write(batch, tries + 1);
    }
  }

  async #takeLoop(): Promise<void> {
    const { signal } = this.#stopping;
    let idleSince = performance.now();
    let turn = 0;
    while (!signal.aborted) {
      const room = Math.min(this.#concurrency - this.#underWay.size, takenMax);
      // A few at a time: one statement claims them all.
      if (!this.#takesMore || room < Math.ceil(this.#concurrency / 4)) {
        await this.#rest();
        continue;
      }
      const isIdle = performance.now() - idleSince >= stealAfterMs;
      const taken = await this.#takeFrom(turn++, room, isIdle).catch((error: unknown) => {
        // The rows wait; the queue, or the database, is back in a moment or the sweeper tells.
        this.#deps.logger.debug({ err: error }, "ads cannot be taken now");
        return 0;
      });
      if (taken > 0) idleSince = performance.now();
      else await this.#rest();
    }
  }

  /** Waits a moment, or until an analysis ends. */
  async #rest(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([woken, pause(restMs, undefined, { ref: false })]);
    this.#wake = undefined;
  }

  async #takeFrom(turn: number, room: number, isIdle: boolean): Promise<number> {
    const { taker, queue, sql, token } = this.#deps;
    for (let index = 0; index < this.#homes.length; index++) {
      const home = this.#homes[(turn + index) % this.#homes.length] ?? 0;
      const mine = await taker.take(home, room);
      if (mine.length > 0) {
        this.#begin(await claimAds(sql, token, mine));
        return mine.length;
      }
    }
    const other = isIdle ? richestOther(await queue.waiting(), this.#homes) : undefined;
    if (other === undefined) return 0;
    const stolen = await taker.take(other, room);
    this.#stolen += stolen.length;
    if (stolen.length > 0) this.#begin(await claimAds(sql, token, stolen));
    return stolen.length;
  }

  #begin(ads: readonly ClaimedAd[]): void {
    for (const ad of ads) {
      const work = this.#process(ad).finally(() => {
        this.#underWay.delete(work);
        this.#wake?.();
      });
      this.#underWay.add(work);
    }
  }

  /** Never rejects: what cannot be written now is another worker's after the lease. */
  async #process(ad: ClaimedAd): Promise<void> {
    const { analyser, identity, logger } = this.#deps;
    const from = performance.now();
    try {
      const analysis = await analyser.analyse(ad);
      const ms = performance.now() - from;
      this.#times[this.#timed++ % timesKept] = ms;
      const log = [`analysed in ${ms.toFixed(1)} ms`, `score ${analysis.score}`];
      const isMine = await this.#finished.push({ ad, analysis, workerId: identity.id, log });
      if (isMine) this.#done++;
    } catch (error) {
      this.#failed++;
      await this.#fail(ad, error).catch((again: unknown) => {
        logger.warn({ err: again, adId: ad.adId }, "the failure of an ad could not be written");
      });
    }
  }

  async #fail(ad: ClaimedAd, error: unknown): Promise<void> {
    const { sql, token, queue, identity, logger, random = Math.random } = this.#deps;
    const known = error instanceof AnalysisFailure;
    if (!known) logger.error({ err: error, adId: ad.adId }, "an analysis failed unexpectedly");
    const isLast = (known && error.isFinal) || ad.attempt >= attemptsMax;
    const delayMs = isLast ? null : backoffMs(ad.attempt, random());
    const sentence = known ? error.message : "The analysis failed; it is being looked at.";
    const cause = known ? error.failureCause : "unexpected";
    const failed = { ad, workerId: identity.id, log: [sentence], cause, sentence, delayMs };
    const again = await giveUpAd(sql, token, failed);
    if (again) await queue.add([again]).catch(() => undefined);
  }

  async #beatLoop(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(beatEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#beat().catch((error: unknown) => {
        this.#deps.logger.warn({ err: error }, "the ad desk gives no sign of life");
      });
    }
  }

  async #beat(): Promise<void> {
    const { sql, token, identity, queue, bounds } = this.#deps;
    if (this.#underWay.size > 0) await extendLeases(sql, token);
    const p95Ms = percentile(this.#times, 0.95);
    const waiting = await queue.waiting().catch(() => []);
    const all = waiting.reduce((sum, count) => sum + count, 0);
    const load = { current: this.#concurrency, waiting: all, p95Ms };
    this.#concurrency = nextConcurrency(load, bounds);
    const state = await beatWorker(sql, {
      ...identity,
      concurrency: this.#concurrency,
      running: this.#underWay.size,
      done: this.#done,
      stolen: this.#stolen,
      p95Ms,
    });
    this.#takesMore = !state.isDraining && !state.isPaused;
    this.#homes = homesOf(identity.id, state.liveIds, adPartitions);
  }
}

function percentile(values: readonly number[], share: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
