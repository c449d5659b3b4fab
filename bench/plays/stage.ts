// Games and accepted plays for a round, made the quick way: what is measured comes afterwards.

import { playsKey } from "#lib/pacing/redis/keys.ts";
import type { Database } from "#lib/platform/database.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { addPlays } from "#lib/plays/redis-stream.ts";
import {
  acceptPlays,
  createPlayableGame,
  type PlayableGame,
} from "#lib/testing/ledger-fixtures.ts";

export interface Round {
  readonly game: PlayableGame;
  readonly playIds: readonly string[];
}

/** A game half over with 1,000 coupons of two brands, and `plays` accepted plays of as many players. */
export async function stageRound(
  database: Database,
  partition: number,
  plays: number,
): Promise<Round> {
  const game = await createPlayableGame(database.sql, {
    partition,
    startsInS: -1800,
    endsInS: 1800,
    lines: [{ quantity: 700 }, { quantity: 300 }],
  });
  const playIds = await acceptPlays(database.sql, game, plays);
  return { game, playIds };
}

/** Puts the plays of a round into their stream. */
export async function fillStream(redisUrl: string, { game, playIds }: Round): Promise<void> {
  const redis = openRedis(redisUrl);
  await redis.connect();
  const { partition, gameId } = game;
  for (let from = 0; from < playIds.length; from += 1_000) {
    const ids = playIds.slice(from, from + 1_000);
    await addPlays(
      redis,
      ids.map((playId) => ({ partition, gameId, playId })),
    );
  }
  redis.disconnect();
}

/** Forgets what a partition's stream holds. */
export async function clearStream(redisUrl: string, partition: number): Promise<void> {
  const redis = openRedis(redisUrl);
  await redis.connect();
  await redis.del(playsKey(partition));
  redis.disconnect();
}

/** Seconds until `done` answers true, asked every few milliseconds. */
export async function secondsUntil(done: () => Promise<boolean>): Promise<number> {
  const from = performance.now();
  while (!(await done())) {
    if (performance.now() - from > 300_000) throw new Error("a round does not end");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return (performance.now() - from) / 1_000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
