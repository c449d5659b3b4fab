import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { listBrands } from "#lib/campaigns/brands.ts";
import type { PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { duplicateCampaign } from "#lib/campaigns/duplicate-campaign.ts";
import { editLiveCampaign } from "#lib/campaigns/edit-live-campaign.ts";
import { clearRehearsal } from "#lib/campaigns/end-rehearsal.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { pauseCampaign } from "#lib/campaigns/pause-campaign.ts";
import { publishCampaign, readChecklistFacts } from "#lib/campaigns/publish-campaign.ts";
import { insertCampaign } from "#lib/campaigns/store-campaigns.ts";
import { listPools } from "#lib/coupons/pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { listBrandChoices, listCampaignChoices } from "#lib/identity/store-choices.ts";
import { listDraws } from "#lib/plays/draw-log.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { findPlayerPage } from "#lib/plays/player-page.ts";
import { revealCode } from "#lib/plays/reveal-code.ts";
import { getPlan } from "#lib/plays/store-pacer.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { endRehearsal, readRehearsal } from "#lib/rehearsal/run-rehearsal.ts";
import { startRehearsal } from "#lib/rehearsal/start-rehearsal.ts";
import {
  createBrand,
  createPool,
  prizeDoc,
  type TestBrand,
  type TestPool,
} from "#lib/testing/factories.ts";
import {
  acceptPlays,
  feedPlays,
  startWorker,
  type TestWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
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

const unused = () => Promise.reject(new Error("no rehearsal asks for this"));
const deps = (): PublishDeps => ({
  sql: database.sql,
  masterSecret: testSecret,
  plays: { openGame, pauseGame: unused, resumeGame: unused, revisePlan: unused },
});
const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();

/** A draft that could go live as it is. */
async function stagedCampaign(
  startsInHours: number,
): Promise<{ campaignId: string; gameId: string; doc: CampaignDoc }> {
  const gameId = randomUUID();
  const window = { startsAt: hours(startsInHours), endsAt: hours(startsInHours + 50) };
  const doc: CampaignDoc = {
    ...{
      name: "Friday",
      slug: `friday-${gameId.slice(0, 8)}`,
      timeZone: "Europe/Berlin",
      ...window,
      hallMode: false,
    },
    games: [
      {
        ...{ id: gameId, name: "Reel", slug: "reel", ...window, revealSeconds: 5 },
        ...{
          playsPerPlayer: 3,
          playsPerDay: false,
          winsPerPlayer: 1,
          whoMayPlay: "identified",
          expectedPlays: 40,
        },
        prizes: [prizeDoc({ brandId: brand.id, poolId: pool.id, quantity: 20 })],
      },
    ],
    look: {
      enamel: "#B9290F",
      bulb: "#FFC02E",
      title: "Friday",
      subtitle: "",
      winText: "",
      loseText: "",
    },
    rules: {
      minimumAge: 0,
      consentText: "",
      officialRules: "Rules",
      oddsLine: "",
      embedDomains: [],
    },
  };
  const campaignId = await insertCampaign(database.sql, { doc, ownerId: null, demo: false });
  return { campaignId, gameId, doc };
}

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
    const { campaignId, gameId, doc } = await stagedCampaign(24);
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
    const { campaignId, gameId, doc } = await stagedCampaign(24);
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

  it("takes nothing of the commitment: going live uses a seed of its own and wipes it", async () => {
    const { sql } = database;
    const { campaignId, gameId } = await stagedCampaign(-1);
    const started = await start(campaignId, gameId);
    const [rehearsed] =
      await sql`select commitment, seed_ct from game where id = ${started.gameId}`;
    await publishCampaign(deps(), staff, { campaignId, docVersion: 1 });
    const [game] = await sql`select commitment, seed_ct, state from game where id = ${gameId}`;
    expect(game?.state).toBe("live");
    expect(game?.commitment).not.toEqual(rehearsed?.commitment);
    expect(game?.seed_ct).not.toEqual(rehearsed?.seed_ct);
    expect(await readRehearsal(sql, staff, { campaignId })).toBeNull();
    expect(await sql`select 1 from game where id = ${started.gameId}`).toHaveLength(0);
    await expect(start(campaignId, gameId)).rejects.toMatchObject({ code: "campaign_state" });
  });

  it("goes on while the campaign is scheduled, and is wiped by the clock that starts it", async () => {
    const { sql } = database;
    const { campaignId, gameId } = await stagedCampaign(5);
    const started = await start(campaignId, gameId);
    await publishCampaign(deps(), staff, { campaignId, docVersion: 1 });
    expect(await readRehearsal(sql, staff, { campaignId })).toMatchObject({
      gameId: started.gameId,
    });
    await sql`update campaign set starts_at = clock_timestamp() where id = ${campaignId}`;
    await advanceStates(sql);
    expect(await readRehearsal(sql, staff, { campaignId })).toBeNull();
    const ended = await sql`
      select after from audit_log where campaign_id = ${campaignId} and action = 'rehearsal.ended'`;
    expect(ended.map(({ after }) => after)).toEqual([{ why: "went live" }]);
  });

  it("is one at a time, and only of what could go live", async () => {
    const { campaignId, gameId } = await stagedCampaign(24);
    const answers = await Promise.allSettled([
      start(campaignId, gameId),
      start(campaignId, gameId),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(start(campaignId, gameId)).rejects.toMatchObject({ code: "rehearsal_running" });
    await endRehearsal(deps(), staff, { campaignId });
    await expect(endRehearsal(deps(), staff, { campaignId })).rejects.toMatchObject({
      code: "rehearsal_none",
    });
    await database.sql`
      update campaign set doc = jsonb_set(doc, '{games,0,prizes,0,quantity}', '5000') where id = ${campaignId}`;
    await expect(start(campaignId, gameId)).rejects.toMatchObject({
      code: "campaign_not_publishable",
    });
  });

  it("leaves no play behind that was being accepted when it ended", async () => {
    const { sql } = database;
    const { campaignId, gameId } = await stagedCampaign(24);
    const started = await start(campaignId, gameId);
    const game = {
      gameId: started.gameId,
      campaignId: started.rehearsalId,
      partition: 0,
      poolIds: [],
    };
    const ending = await sql.begin(async (tx) => {
      await acceptPlays(tx, game, 5);
      const wipe = endRehearsal(deps(), staff, { campaignId });
      await eventually("the wipe waits for the batch", async () => {
        const waiting = await sql`
          select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%end_rehearsal%'`;
        return waiting.length > 0;
      });
      return { wipe };
    });
    await ending.wipe;
    expect(await sql`select 1 from play where game_id = ${started.gameId}`).toHaveLength(0);
  });

  it("is no campaign to edit, copy or pause: nothing real can come into it", async () => {
    const { sql } = database;
    const { campaignId, gameId } = await stagedCampaign(24);
    const started = await start(campaignId, gameId);
    const target = { campaignId: started.rehearsalId };
    const unknown = { code: "campaign_not_found" };
    await expect(
      duplicateCampaign({ ...deps(), nowMs: Date.now() }, staff, target),
    ).rejects.toMatchObject(unknown);
    await expect(pauseCampaign(deps(), staff, target)).rejects.toMatchObject(unknown);
    const [row] = await sql`select doc from campaign where id = ${started.rehearsalId}`;
    await expect(
      editLiveCampaign(deps(), staff, { ...target, docVersion: 1, doc: row?.doc }),
    ).rejects.toMatchObject(unknown);
    await endRehearsal(deps(), staff, { campaignId });
  });

  it("cannot be made of a real campaign, brand or pool after the fact", async () => {
    const { sql } = database;
    const { campaignId } = await stagedCampaign(24);
    await expect(
      sql`update campaign set rehearsal_of = gen_random_uuid() where id = ${campaignId}`,
    ).rejects.toThrow("from the start or never");
    await expect(
      sql`update brand set rehearsal_of = gen_random_uuid() where id = ${brand.id}`,
    ).rejects.toThrow("from the start or never");
    await expect(
      sql`select insert_test_codes(${pool.id}, 1, '{1}'::bigint[], '{00}'::text[], '{00}'::text[], '{x}'::text[])`,
    ).rejects.toThrow("of no rehearsal");
  });

  it("does not hold the clock up when it cannot be wiped", async () => {
    const { sql } = database;
    const { campaignId, gameId } = await stagedCampaign(5);
    await start(campaignId, gameId);
    await publishCampaign(deps(), staff, { campaignId, docVersion: 1 });
    await sql`update campaign set starts_at = clock_timestamp() where id = ${campaignId}`;
    await sql.unsafe(`
      create function hold() returns trigger language plpgsql as $$ begin raise exception 'held'; end $$;
      create trigger hold before delete on game for each row execute function hold()`);
    await advanceStates(sql);
    await sql.unsafe("drop trigger hold on game; drop function hold()");
    const [campaign] = await sql`select state from campaign where id = ${campaignId}`;
    expect(campaign?.state).toBe("live");
    const said = await sql`
      select after from audit_log where campaign_id = ${campaignId} and action = 'rehearsal.end_failed'`;
    expect(said.map(({ after }) => after)).toEqual([{ why: "held" }]);
    expect(await clearRehearsal(sql, { kind: "system" }, campaignId, "forgotten")).toBe(true);
  });
});
