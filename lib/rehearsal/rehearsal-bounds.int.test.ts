// How a rehearsal begins and ends beside its campaign, and what it never touches. Nothing is played here.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { duplicateCampaign } from "#lib/campaigns/duplicate-campaign.ts";
import { editLiveCampaign } from "#lib/campaigns/edit-live-campaign.ts";
import { clearRehearsal } from "#lib/campaigns/end-rehearsal.ts";
import { pauseCampaign } from "#lib/campaigns/pause-campaign.ts";
import { publishCampaign } from "#lib/campaigns/publish-campaign.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { endRehearsal, readRehearsal } from "#lib/rehearsal/run-rehearsal.ts";
import { startRehearsal } from "#lib/rehearsal/start-rehearsal.ts";
import { createBrand, createPool, type TestBrand, type TestPool } from "#lib/testing/factories.ts";
import { acceptPlays, testSecret } from "#lib/testing/ledger-fixtures.ts";
import { rehearsalDeps, stagedCampaign } from "#lib/testing/rehearsal-fixture.ts";
import { createTestDatabase, eventually, type TestDatabase } from "#lib/testing/stores.ts";

const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
let database: TestDatabase;
let brand: TestBrand;
let pool: TestPool;

beforeAll(async () => {
  database = await createTestDatabase();
  brand = await createBrand(database.sql, { name: "Roast & Co" });
  pool = await createPool(database.sql, brand.id, 60, { secret: testSecret });
});
afterAll(() => database.drop());

const deps = () => rehearsalDeps(database.sql);
const staged = (startsInHours: number) =>
  stagedCampaign(database.sql, { brandId: brand.id, poolId: pool.id, startsInHours });
const start = (campaignId: string, gameId: string) =>
  startRehearsal(deps(), staff, { campaignId, gameId, minutes: 10 });

it("takes nothing of the commitment: going live uses a seed of its own and wipes it", async () => {
  const { sql } = database;
  const { campaignId, gameId } = await staged(-1);
  const started = await start(campaignId, gameId);
  const [rehearsed] = await sql`select commitment, seed_ct from game where id = ${started.gameId}`;
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
  const { campaignId, gameId } = await staged(5);
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
  const { campaignId, gameId } = await staged(24);
  const answers = await Promise.allSettled([start(campaignId, gameId), start(campaignId, gameId)]);
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
  const { campaignId, gameId } = await staged(24);
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
  const { campaignId, gameId } = await staged(24);
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
  const { campaignId } = await staged(24);
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
  const { campaignId, gameId } = await staged(5);
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
