// Answers "what became of my play". Before revealAt nothing is looked up at all, so neither the bytes nor the
// time of the answer can tell a win from a loss.

import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";
import { RecentMap } from "#lib/platform/recent-map.ts";
import type { PlayView } from "#lib/plays/contract.ts";
import { readCachedResults } from "#lib/plays/redis-result.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";
import { pendingView, takenBackView, viewOfAward, viewOfResult } from "#lib/plays/result-view.ts";
import { createSecondChances } from "#lib/plays/second-chances.ts";
import { findPrizeFacts, type PrizeFacts } from "#lib/plays/store-game.ts";
import {
  findOwnedCoupons,
  findPlaces,
  findResults,
  issueCoupons,
  type LedgerResult,
  type OwnedCoupon,
} from "#lib/plays/store-result.ts";

export const waitMsMax = 20_000;
const placesMax = 100_000;

/** A play somebody waits for. `revealAtMs` is on this process's monotonic clock. */
export interface WaitingPlay {
  readonly playId: string;
  readonly playerId: string;
  readonly gameId: string;
  readonly partition: number;
  readonly revealAtMs: number;
}

export interface ResultReader {
  /** Remembers a play just accepted, so that its reader needs no query. */
  remember(play: Omit<WaitingPlay, "revealAtMs">, revealInMs: number): WaitingPlay;
  /** The player's own plays among these ids; ids of others are left out, as unknown ones are. */
  locate(playIds: readonly string[], playerId: string): Promise<WaitingPlay[]>;
  /**
   * Final views of plays that are due, by play id; the undecided are absent. The caller has waited for revealAt.
   * Reads Redis, or the ledger when asked to or when Redis does not answer. A win becomes ISSUED here.
   */
  views(plays: readonly WaitingPlay[], source: "redis" | "ledger"): Promise<Map<string, PlayView>>;
  /** The GET: waits up to `waitMs` for a final result. Foreign and unknown ids are refused alike. */
  read(request: ReadRequest): Promise<PlayView>;
}

export interface ReadRequest {
  readonly playId: string;
  readonly playerId: string;
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

/** Delays between tries at a result that is due and not there. */
export function retryDelayMs(misses: number): number {
  return Math.min(2_000, 100 * 2 ** Math.max(0, misses - 1));
}

export interface ResultReaderDeps {
  readonly sql: Executor;
  readonly redis: RedisClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createResultReader(deps: ResultReaderDeps): ResultReader {
  const places = createPlaces(deps);
  const prizes = createMicroCache<PrizeFacts | undefined>({
    freshMs: 5_000,
    staleMs: 60_000,
    max: 10_000,
    clock: deps.clock,
    load: (prizeId) => findPrizeFacts(deps.sql, prizeId),
  });

  const secondChances = createSecondChances(deps, (prizeId) => prizes.get(prizeId));

  const winsOf = async (results: readonly LedgerResult[]) => {
    const wins = results.flatMap(({ couponId, playId }) =>
      couponId ? [{ couponId, playId }] : [],
    );
    if (wins.length === 0) return new Map<string, OwnedCoupon>();
    const coupons = await findOwnedCoupons(deps.sql, wins);
    const fresh = coupons.filter(({ state }) => state === "RESERVED");
    const kept = fresh.length > 0 ? await issueCoupons(deps.sql, fresh) : new Set<string>();
    const owned = coupons.filter(({ state, playId }) => state !== "RESERVED" || kept.has(playId));
    return new Map(owned.map((coupon) => [coupon.playId, coupon]));
  };

  const views: ResultReader["views"] = async (plays, source) => {
    const results = await (source === "redis"
      ? cachedOrLedger(deps, plays)
      : findResults(deps.sql, plays));
    const [coupons, awards] = await Promise.all([winsOf(results), secondChances.of(results)]);
    const seen = new Map<string, PlayView>();
    for (const result of results) {
      const coupon = coupons.get(result.playId);
      const prize = result.prizeId ? await prizes.get(result.prizeId) : undefined;
      const win = coupon && prize && { coupon, prize };
      // A cached win whose coupon is not this play's is a cache to distrust: the ledger is asked next. If the
      // ledger says so too, an operator has taken the coupon back.
      const award = awards.get(result.playId);
      if (award) seen.set(result.playId, viewOfAward(result.playId, award));
      else if (result.outcome !== "WIN" || win) seen.set(result.playId, viewOfResult(result, win));
      else if (source === "ledger") seen.set(result.playId, takenBackView(result.playId));
    }
    return seen;
  };

  /** Redis, then at once the ledger: a cache that lost the entry costs one query, not a wait. */
  const look = async (play: WaitingPlay): Promise<PlayView | undefined> => {
    const cached = (await views([play], "redis")).get(play.playId);
    return cached ?? (await views([play], "ledger")).get(play.playId);
  };

  const read: ResultReader["read"] = async (request) => {
    const [play] = await places.locate([request.playId], request.playerId);
    if (!play) throw new AppError("unknown_play");
    const deadlineMs = deps.clock.monotonicMs() + Math.min(waitMsMax, request.waitMs ?? 0);
    for (let misses = 0; ; ) {
      const nowMs = deps.clock.monotonicMs();
      const isDue = nowMs >= play.revealAtMs;
      const view = isDue ? await look(play) : undefined;
      if (view) return view;
      if (isDue) misses++;
      const nextMs = isDue ? nowMs + retryDelayMs(misses) : play.revealAtMs;
      if (nextMs > deadlineMs || request.signal?.aborted) return pendingView(play.playId);
      await sleep(nextMs - nowMs, request.signal);
    }
  };

  return { remember: places.remember, locate: places.locate, views, read };
}

async function cachedOrLedger(
  deps: ResultReaderDeps,
  plays: readonly WaitingPlay[],
): Promise<LedgerResult[]> {
  try {
    return [...(await readCachedResults(deps.redis, plays)).values()];
  } catch (error) {
    deps.logger.debug({ err: error }, "results come from the ledger");
    return findResults(deps.sql, plays);
  }
}

/** Resolves early when the caller goes away; the loop above looks at the signal itself. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}

function createPlaces(deps: ResultReaderDeps) {
  const known = new RecentMap<string, WaitingPlay>(placesMax);
  const remember: ResultReader["remember"] = (play, revealInMs) => {
    // Read after the answer arrived: late by the way back, never early.
    const place = { ...play, revealAtMs: deps.clock.monotonicMs() + revealInMs };
    known.set(play.playId, place);
    return place;
  };
  const locate: ResultReader["locate"] = async (playIds, playerId) => {
    const ids = [...new Set(playIds.map((playId) => playId.toLowerCase()))];
    // Another's play is looked up like one that is not there, so that both refusals take the same way.
    const missing = ids.filter((playId) => known.get(playId)?.playerId !== playerId);
    if (missing.length > 0) {
      for (const { revealInMs, ...play } of await findPlaces(deps.sql, missing)) {
        remember(play, revealInMs);
      }
    }
    return ids.flatMap((playId) => {
      const place = known.get(playId);
      return place?.playerId === playerId ? [place] : [];
    });
  };
  return { remember, locate };
}
