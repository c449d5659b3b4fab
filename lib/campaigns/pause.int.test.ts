import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { pauseCampaign, resumeCampaign } from "#lib/campaigns/pause-campaign.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { createLiveGame, testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const marketer: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const plays = { openGame, pauseGame, resumeGame };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("pauses and resumes through the pipeline of plays, and the chain says so", async () => {
  const { sql } = database;
  const { campaignId, gameId } = await createLiveGame(sql, { openGame });
  await pauseCampaign({ sql, plays }, marketer, { campaignId, reason: "Till broken" });
  const [paused] = await sql`select state, paused_at from game where id = ${gameId}`;
  expect(paused).toMatchObject({ state: "paused", paused_at: expect.any(String) });
  await resumeCampaign({ sql, plays }, marketer, { campaignId });
  const [resumed] =
    await sql`select state, paused_at, paused_us::float8 as us from game where id = ${gameId}`;
  expect(resumed).toMatchObject({ state: "live", paused_at: null });
  expect(resumed?.us).toBeGreaterThan(0);
  const kinds = await sql`select kind from chain_entry where game_id = ${gameId} order by seq`;
  expect(kinds.map(({ kind }) => kind)).toEqual(["genesis", "pause", "resume"]);
  expect(await verifyLedger(sql, testSecret, gameId)).toMatchObject({ ok: true, entries: 3 });
});

it("starts a game inside a paused campaign as paused from its first second", async () => {
  const { sql } = database;
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const { campaignId, gameId } = await createLiveGame(sql, {
    openGame,
    startsAt,
    state: "scheduled",
    campaignState: "paused",
  });
  await advanceStates(sql);
  const [game] = await sql`select state, paused_at from game where id = ${gameId}`;
  expect(game?.state).toBe("paused");
  expect(new Date(game?.paused_at).toISOString()).toBe(startsAt);
  await resumeCampaign({ sql, plays }, marketer, { campaignId });
  const [resumed] = await sql`
    select g.state, g.paused_us::float8 / 1e6 as paused, p.duration_s as duration from game g
    join game_plan p on p.game_id = g.id where g.id = ${gameId} order by p.revision desc limit 1`;
  expect(resumed?.state).toBe("live");
  expect(resumed?.paused).toBeGreaterThanOrEqual(60);
  expect(resumed?.duration).toBeLessThan(3_600);
});
