// What the safety tests have in common: plays that keep coming whatever the stores do, and the one check every
// fault has to leave intact.

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "#lib/platform/database.ts";
import { openRedis } from "#lib/platform/redis.ts";
import type { LedgerVerdict } from "#lib/plays/ledger-verdict.ts";
import { addPlays } from "#lib/plays/redis-stream.ts";
import { insertPlays } from "#lib/plays/store-intake.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { type PlayableGame, testSecret } from "#lib/testing/ledger-fixtures.ts";
import { eventually } from "#lib/testing/stores.ts";

export interface Load {
  /** Plays that were acknowledged so far. */
  readonly accepted: string[];
  /** Resolves when all plays are accepted. */
  readonly done: Promise<void>;
}

/**
 * Plays as a gateway takes them: accepted in Postgres, then added to the stream, whose failure is nobody's
 * business. A failed acceptance is tried again with the same ids until it is answered.
 */
export function startLoad(
  database: Database,
  redisUrl: string,
  games: readonly PlayableGame[],
  { plays, batch = 40, pauseMs = 15 }: { plays: number; batch?: number; pauseMs?: number },
): Load {
  const accepted: string[] = [];
  const redis = openRedis(redisUrl);
  const run = async () => {
    await redis.connect().catch(() => undefined);
    for (let sent = 0; sent < plays; sent += batch) {
      const rows = Array.from({ length: Math.min(batch, plays - sent) }, (_, index) => {
        const game = games[(sent + index) % games.length];
        if (!game) throw new Error("no game");
        return { game, playId: randomUUID(), playerId: randomUUID() };
      });
      await acceptUntilAnswered(database, rows);
      accepted.push(...rows.map(({ playId }) => playId));
      const entries = rows.map(({ game, playId }) => ({ ...game, playId }));
      await addPlays(redis, entries).catch(() => undefined);
      await delay(pauseMs);
    }
    redis.disconnect();
  };
  return { accepted, done: run() };
}

async function acceptUntilAnswered(
  database: Database,
  rows: readonly { game: PlayableGame; playId: string; playerId: string }[],
): Promise<void> {
  const nothing = { network: undefined, clientTs: undefined, meta: undefined };
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      const plays = rows.map(({ game, ...ids }) => ({ ...ids, gameId: game.gameId, ...nothing }));
      const verdicts = await insertPlays(database.sql, plays);
      const bad = verdicts.find(({ code }) => code !== "ok" && code !== "existing");
      if (bad) throw new RangeError(`a play was not accepted: ${bad.code}`);
      return;
    } catch (error) {
      if (error instanceof RangeError || performance.now() > deadline) throw error;
      await delay(100);
    }
  }
}

export interface LedgerState {
  readonly accepted: number;
  /** Accepted plays without a result. */
  readonly lost: number;
  /** Coupons with an owner that has no such win: given out twice, or for nothing. */
  readonly doubled: number;
  readonly wins: number;
}

export async function ledgerState(
  database: Database,
  games: readonly PlayableGame[],
): Promise<LedgerState> {
  const ids = `{${games.map(({ gameId }) => gameId).join(",")}}`;
  const [row] = await database.sql<LedgerState[]>`
    select count(*)::integer as accepted,
           count(*) filter (where r.play_id is null)::integer as lost,
           count(*) filter (where r.outcome = 'WIN')::integer as wins,
           (select count(*) from coupon c join prize z on z.id = c.prize_id
             where z.game_id = any(${ids}::text::uuid[]) and c.play_id is not null and not exists (
               select 1 from play_result x where x.game_id = z.game_id and x.play_id = c.play_id
                  and x.coupon_id = c.id))::integer as doubled
      from play p left join play_result r on r.game_id = p.game_id and r.play_id = p.play_id
     where p.game_id = any(${ids}::text::uuid[])`;
  if (!row) throw new Error("no ledger");
  return row;
}

export async function untilDecided(
  database: Database,
  games: readonly PlayableGame[],
  deadlineMs = 30_000,
): Promise<LedgerState> {
  return await eventually(
    "every accepted play has a result",
    async () => {
      const state = await ledgerState(database, games).catch(() => undefined);
      return state?.lost === 0 && state;
    },
    deadlineMs,
  );
}

/** The first thing wrong in the games' ledgers; undefined when every chain, draw, chance and coupon is right. */
export async function firstWrong(
  database: Database,
  games: readonly PlayableGame[],
): Promise<LedgerVerdict | undefined> {
  for (const { gameId } of games) {
    const verdict = await verifyLedger(database.sql, testSecret, gameId);
    if (!verdict.ok) return verdict;
  }
  return undefined;
}

/** What players have been shown so far; none of it may ever change. */
export async function observe(
  database: Database,
  games: readonly PlayableGame[],
): Promise<Map<string, string>> {
  const ids = `{${games.map(({ gameId }) => gameId).join(",")}}`;
  const rows = await database.sql<{ play_id: string; shown: string }[]>`
    select play_id, outcome || ':' || coalesce(coupon_id::text, '-') as shown from play_result
     where game_id = any(${ids}::text::uuid[])`;
  return new Map(rows.map((row) => [row.play_id, row.shown]));
}

export function changed(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...before].filter(([id, shown]) => after.get(id) !== shown).map(([id]) => id);
}
