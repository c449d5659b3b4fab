import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listBrands } from "#lib/campaigns/brands.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { readChecklistFacts } from "#lib/campaigns/publish-campaign.ts";
import { listPools } from "#lib/coupons/pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { listBrandChoices, listCampaignChoices } from "#lib/identity/store-choices.ts";
import { listDraws } from "#lib/plays/draw-log.ts";
import { findPlayerPage } from "#lib/plays/player-page.ts";
import { revealCode } from "#lib/plays/reveal-code.ts";
import { getPlan } from "#lib/plays/store-pacer.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { endRehearsal, readRehearsal } from "#lib/rehearsal/run-rehearsal.ts";
import { startRehearsal } from "#lib/rehearsal/start-rehearsal.ts";
import { createBrand, createPool, type TestBrand, type TestPool } from "#lib/testing/factories.ts";
import {
  acceptPlays,
  feedPlays,
  startWorker,
  type TestWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import { rehearsalDeps, stagedCampaign } from "#lib/testing/rehearsal-fixture.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
let database: TestDatabase;
let redis: TestRedis;
let worker: TestWorker;
let brand: TestBrand;
let pool: TestPool;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  worker = await startWorker(database.url, redis.url);
  brand = await createBrand(database.sql, { name: "Roast & Co" });
  pool = await createPool(database.sql, brand.id, 60, { secret: testSecret });
});
afterAll(async () => {
  await worker.stop();
  await redis.stop();
  await database.drop();
});

const deps = () => rehearsalDeps(database.sql);
const staged = (startsInHours: number) =>
  stagedCampaign(database.sql, { brandId: brand.id, poolId: pool.id, startsInHours });
const start = (campaignId: string, gameId: string) =>
  startRehearsal(deps(), staff, { campaignId, gameId, minutes: 10 });

async function playIn(gameId: string, campaignId: string, count: number): Promise<string[]> {
  const [row] = await database.sql`select partition from game where id = ${gameId}`;
  const game = { gameId, campaignId, partition: row?.partition, poolIds: [] };
  const plays = await acceptPlays(database.sql, game, count);
  await feedPlays(redis.url, game, plays);
  await eventually("everything is decided and may be seen", async () => {
    const [done] = await database.sql`
      select count(*)::integer as n from play_result where game_id = ${gameId} and reveal_at <= clock_timestamp()`;
    return done?.n === count;
  });
  return plays;
}

/** Every row of every table, but of those that only ever grow. */
async function rowCounts(): Promise<Record<string, number>> {
  const tables = await database.sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname not in ('audit_log', 'coupon_access', 'seal_head', 'drill', 'stream_lease', 'worker_presence') order by 1`;
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] =
      await database.sql`select count(*)::integer as n from ${database.sql.unsafe(name)}`;
    counts[name] = row?.n;
  }
  return counts;
}

describe("a rehearsal", () => {
  it("plays the staged game with test codes, is in no list, and leaves nothing when it ends", async () => {
    const { sql } = database;
    const { campaignId, gameId, doc } = await staged(24);
    const lists = async () => ({
      campaigns: (await listCampaigns(sql, staff, {})).total,
      brands: (await listBrands(sql, staff, {})).length,
      pools: (await listPools(sql, staff, {})).length,
      draws: (await listDraws(sql, staff, {})).rows.length,
      brandDraws: (await listDraws(sql, staff, { brandId: brand.id })).rows.length,
      choices: (await listBrandChoices(sql)).length + (await listCampaignChoices(sql)).length,
      facts: await readChecklistFacts(sql, staff, { campaignId, slug: doc.slug }).then(
        ({ brands, pools }) => [brands.length, pools.length],
      ),
    });
    const [before, shown] = [await rowCounts(), await lists()];
    const started = await start(campaignId, gameId);
    const plays = await playIn(started.gameId, started.rehearsalId, 40);

    const view = await readRehearsal(sql, staff, { campaignId });
    expect(view).toMatchObject({ plays: 40, decided: 40, total: 20, testCodes: 20 });
    expect(view?.won).toBeGreaterThan(0);
    expect(await findPlayerPage(sql, started.slug)).toMatchObject({
      isRehearsal: true,
      title: "Friday",
    });
    expect(await verifyLedger(sql, testSecret, started.gameId)).toMatchObject({
      ok: true,
      rows: 40,
    });
    const [win] = await sql`
      select play_id, player_id from play_result where game_id = ${started.gameId} and outcome = 'WIN' limit 1`;
    const who = { playId: win?.play_id, playerId: win?.player_id };
    expect((await revealCode({ sql, masterSecret: testSecret }, who)).code).toMatch(/^TEST-/);
    expect((await listDraws(sql, staff, { campaignId: started.rehearsalId })).rows).toHaveLength(
      plays.length,
    );
    // The real codes, the real brand and every list are as they were.
    expect(await lists()).toEqual(shown);
    const [real] =
      await sql`select count(*)::integer as n from coupon where pool_id = ${pool.id} and state = 'AVAILABLE'`;
    expect(real?.n).toBe(60);

    await endRehearsal(deps(), staff, { campaignId });
    expect(await rowCounts()).toEqual(before);
    expect(await findPlayerPage(sql, started.slug)).toBeUndefined();
    const audits = await sql`
      select action, before from audit_log where campaign_id = ${campaignId} order by id`;
    expect(audits.map(({ action }) => action)).toEqual(["rehearsal.started", "rehearsal.ended"]);
    expect(audits[1]?.before).toMatchObject({ plays: 40 });
  });

  it("keeps the limits and moments of the game, pressed into its minutes, and its ledger verifies", async () => {
    const { sql } = database;
    const { campaignId, gameId, doc } = await staged(24);
    const [game] = doc.games;
    if (!game) throw new Error("no game");
    const pacing = {
      ...pacingOf(game),
      mode: "moments",
      limits: [{ per: "slot", seconds: 3_600, min: 0, max: 2 }],
    };
    await sql`
      update campaign set doc = jsonb_set(doc, '{games,0,pacing}', ${JSON.stringify(pacing)}::text::jsonb)
       where id = ${campaignId}`;
    const started = await start(campaignId, gameId);
    const { config } = await getPlan(sql, started.gameId, 1);
    expect(config).toMatchObject({ mode: "moments", duration: 600, windows: [{ max: 2 }] });
    // Fifty hours in ten minutes.
    expect(config.windows[0]?.length).toBeCloseTo(12, 4);
    await playIn(started.gameId, started.rehearsalId, 20);
    expect(await verifyLedger(sql, testSecret, started.gameId)).toMatchObject({ ok: true });
    await endRehearsal(deps(), staff, { campaignId });
  });
});
