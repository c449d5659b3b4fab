// A game that can be played to the end: prize lines with their coupons, seed, plan, pacer and chain.

import { randomBytes, randomUUID } from "node:crypto";
import { sealGameSeed } from "#lib/campaigns/game-seed.ts";
import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { commitmentOf, planJson } from "#lib/fairness/commitment.ts";
import { finishOf, momentDrawsOf } from "#lib/fairness/draw.ts";
import { openEdgesUs } from "#lib/pacing/open-hours.ts";
import { type PacerConfigInput, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { packPlan } from "#lib/pacing/plan.ts";
import { planOf } from "#lib/pacing/plan-recipe.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { type Database, type Executor, openDatabase } from "#lib/platform/database.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { startSingleton } from "#lib/platform/singleton.ts";
import { Allocator } from "#lib/plays/allocator.ts";
import type { AllocatorHooks } from "#lib/plays/game-allocator.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { addPlays, type RedisClient } from "#lib/plays/redis-stream.ts";
import { insertPlays } from "#lib/plays/store-intake.ts";
import { Sweeper } from "#lib/plays/sweeper.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { urlAs } from "#scripts/stores/roles.mjs";

export const testSecret = "a secret of tests, long enough for them";

export interface PlayableGame {
  readonly gameId: string;
  readonly campaignId: string;
  readonly partition: number;
  readonly poolIds: readonly string[];
}

export interface PlayableOptions {
  /** One prize line each: what the campaign promises, and how many coupons there really are. */
  readonly lines?: readonly { quantity: number; coupons?: number; playerCap?: number }[];
  /** Pools of another game, to share them. */
  readonly pools?: readonly string[];
  readonly winsPerPlayer?: number;
  readonly partition?: number;
  readonly startsInS?: number;
  readonly endsInS?: number;
  readonly pacing?: Partial<PacerConfigInput>;
  /** What the commitment says of the rules. */
  readonly rules?: JsonValue;
}

async function insertPool(sql: Database["sql"], brandId: string, coupons: number): Promise<string> {
  const [pool] = await sql`
    insert into coupon_pool (brand_id, name) values (${brandId}, 'Codes') returning id`;
  await sql`
    insert into coupon (pool_id, brand_id, code_ct, code_hmac, key_id, mask)
    select ${pool?.id}, ${brandId}, '\\x00', sha256(convert_to(${pool?.id} || n::text, 'UTF8')), 1, '••••' || n
      from generate_series(1, ${coupons}::integer) n`;
  return pool?.id;
}

export async function createPlayableGame(
  sql: Database["sql"],
  options: PlayableOptions = {},
): Promise<PlayableGame> {
  const lines = options.lines ?? [{ quantity: 20 }];
  const startsInS = options.startsInS ?? -60;
  const endsInS = options.endsInS ?? 3600;
  const partition = options.partition ?? 3;
  const winsPerPlayer = options.winsPerPlayer ?? 1;
  const fixture = await insertGame(sql, {
    ...{ startsInS, endsInS, partition, winsPerPlayer, playsPerPlayer: 10_000 },
    quantity: lines[0]?.quantity ?? 0,
  });
  const { gameId, campaignId, brandId } = fixture;
  const poolIds: string[] = [];
  for (const [position, line] of lines.entries()) {
    const poolId =
      options.pools?.[position] ?? (await insertPool(sql, brandId, line.coupons ?? line.quantity));
    poolIds.push(poolId);
    const cap = line.playerCap ?? 0;
    if (position === 0) {
      await sql`
        update prize set pool_id = ${poolId}, wins_per_player = ${cap} where id = ${fixture.prizeId}`;
    } else {
      await sql`
        insert into prize (game_id, brand_id, pool_id, position, name, quantity, wins_per_player, template)
        values (${gameId}, ${brandId}, ${poolId}, ${position}, 'More', ${line.quantity}, ${cap}, '{}')`;
    }
  }
  const seed = randomBytes(32);
  const config = pacerConfig({
    duration: endsInS - startsInS,
    brands: lines.map((line) => ({ budget: line.quantity, playerCap: line.playerCap ?? 0 })),
    userCap: winsPerPlayer,
    ...options.pacing,
  });
  const plan = planOf(config, {
    finish: finishOf(hmacSha256, seed, gameId),
    draw: momentDrawsOf(hmacSha256, seed, gameId),
  });
  const rules = options.rules ?? {};
  const body = { config: config as unknown as JsonValue, rules, plan: planJson(plan) };
  const commitment = commitmentOf(sha256, seed, body);
  await sql.begin(async (tx) => {
    await tx`
      update game set seed_ct = ${sealGameSeed(testSecret, gameId, seed)}, commitment = ${Buffer.from(commitment)},
             open_us = ${config.open.length > 0 ? `{${openEdgesUs(config.open)}}` : null}::text::bigint[]
       where id = ${gameId}`;
    await tx`
      insert into game_plan (game_id, revision, duration_s, plan, finish_share, config, committed)
      values (${gameId}, 1, ${config.duration}, ${Buffer.from(packPlan(plan))}, ${plan.tf},
        ${JSON.stringify(config)}::text::jsonb, ${canonicalJson(body)})`;
    await openGame(tx, { gameId, config, planRevision: 1, commitment });
  });
  return { gameId, campaignId, partition, poolIds };
}

/** Accepts plays as intake does, without telling Redis; players are made up unless given. */
export async function acceptPlays(
  sql: Executor,
  game: PlayableGame,
  count: number,
  players?: readonly string[],
): Promise<string[]> {
  const plays = Array.from({ length: count }, (_, index) => ({
    playId: randomUUID(),
    playerId: players?.[index % players.length] ?? randomUUID(),
    gameId: game.gameId,
    network: undefined,
    clientTs: undefined,
    meta: undefined,
  }));
  for (let from = 0; from < plays.length; from += 256) {
    const verdicts = await insertPlays(sql, plays.slice(from, from + 256));
    const bad = verdicts.find((verdict) => verdict.code !== "ok");
    if (bad) throw new Error(`a play was not accepted: ${bad.code}`);
  }
  return plays.map(({ playId }) => playId);
}

/** Adds plays to the stream of their game. */
export async function feedPlays(
  redisUrl: string,
  game: PlayableGame,
  playIds: readonly string[],
): Promise<void> {
  const redis = openRedis(redisUrl);
  await redis.connect();
  const { partition, gameId } = game;
  await addPlays(
    redis,
    playIds.map((playId) => ({ partition, gameId, playId })),
  );
  redis.disconnect();
}

export interface TestWorker {
  readonly allocator: Allocator;
  /** As SIGTERM: drains, acknowledges, gives the leases back. */
  stop(): Promise<void>;
  /** As kill -9: the connections are gone, the leases stay until they run out. */
  kill(): Promise<void>;
}

export interface WorkerOptions {
  readonly hooks?: AllocatorHooks;
  readonly logLevel?: string;
  /** With the sweeper's tick, four times a second. */
  readonly isSweeping?: boolean;
}

/** Allocator and sweeper in this process, with connections of their own, as a worker has them. */
export async function startWorker(
  databaseUrl: string,
  redisUrl: string,
  options: WorkerOptions = {},
): Promise<TestWorker> {
  // With no more rights than a worker has.
  const database = openDatabase(urlAs(databaseUrl, "frolic_worker"), {
    max: 8,
    applicationName: "frolic-test-worker",
  });
  const redis = openRedis(redisUrl);
  await redis.connect().catch(() => undefined);
  const logger = createLogger("test-worker", options.logLevel ?? "silent");
  const shared = { database, redis, masterSecret: testSecret, logger, clock: systemClock };
  const blocking: RedisClient[] = [];
  const allocator = new Allocator({
    ...shared,
    direct: database,
    redisCache: redis,
    openBlocking: () => {
      const client = openRedis(redisUrl, { blocking: true });
      blocking.push(client);
      return client;
    },
    ...(options.hooks && { hooks: options.hooks }),
  });
  await allocator.start();
  const sweeper = new Sweeper({ ...shared, health: allocator.health });
  const sweeping = options.isSweeping
    ? startSingleton(
        { direct: database, logger },
        { name: "sweeper", lock: 1, everyMs: 250, tick: () => sweeper.tick() },
      )
    : undefined;
  return {
    allocator,
    stop: async () => {
      await sweeping?.stop();
      await allocator.stop();
      redis.disconnect();
      await database.close();
    },
    kill: async () => {
      redis.disconnect();
      for (const client of blocking) client.disconnect();
      await database.sql.end({ timeout: 0 });
      await Promise.allSettled([sweeping?.stop(), allocator.stop()]);
    },
  };
}

/** As if five seconds passed for a worker that no longer renews. */
export async function expireLeases(sql: Database["sql"]): Promise<void> {
  await sql`update stream_lease set expires_at = 'epoch'`;
  await sql`delete from worker_presence`;
}
