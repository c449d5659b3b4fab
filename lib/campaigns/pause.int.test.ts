import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { pauseCampaign, resumeCampaign } from "#lib/campaigns/pause-campaign.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openEdgesUs } from "#lib/pacing/open-hours.ts";
import { planAt } from "#lib/pacing/plan.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { revisePlan } from "#lib/plays/revise-plan.ts";
import { getPlan } from "#lib/plays/store-pacer.ts";
import { listPauses } from "#lib/plays/store-pause.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { createLiveGame, testSecret } from "#lib/testing/factories.ts";
import { firstWrong, ledgerState, untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  startWorker,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
} from "#lib/testing/stores.ts";

let database: TestDatabase;
const marketer: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const plays = { openGame, pauseGame, resumeGame, revisePlan };

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

it("keeps the opening hours of the walls' clock over a pause, for intake as for the pacer", async () => {
  const { sql } = database;
  const open = [
    { from: 0, to: 120 },
    { from: 1_000, to: 2_000 },
  ];
  const game = await createPlayableGame(sql, { pacing: { open } });
  const { gameId, campaignId } = game;
  await pauseCampaign({ sql, plays }, marketer, { campaignId, reason: "Till broken" });
  await resumeCampaign({ sql, plays }, marketer, { campaignId });
  const [row] = await sql`
    select g.open_us::text[] as edges, g.paused_us::float8 as paused, p.plan_revision as revision
      from game g join game_pacer p on p.game_id = g.id where g.id = ${gameId}`;
  const { config } = await getPlan(sql, gameId, row?.revision);
  expect(row?.edges.map(Number)).toEqual(openEdgesUs(config.open));
  for (const [index, closed] of [120, 1_000, 2_000].entries()) {
    const shifted = Number(row?.edges[index + 1]) - (closed * 1e6 - row?.paused);
    expect(Math.abs(shifted)).toBeLessThanOrEqual(2);
  }
});

it("knows when each pause was, and keeps what was due before it", async () => {
  const { sql } = database;
  const game = await createPlayableGame(sql, { startsInS: -1800, endsInS: 1800 });
  const { gameId, campaignId } = game;
  const moments: number[] = [];
  const now = async () => {
    const [row] = await sql`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
    moments.push(row?.ms);
  };
  const plansOf = async () => {
    const [row] = await sql`
      select max(revision) as newest from game_plan where game_id = ${gameId}`;
    return await Promise.all([getPlan(sql, gameId, 1), getPlan(sql, gameId, row?.newest)]);
  };
  for (let times = 0; times < 3; times++) {
    await now();
    await pauseCampaign({ sql, plays }, marketer, { campaignId, reason: "Till broken" });
    await now();
    expect((await listPauses(sql, [gameId])).at(-1)).toMatchObject({ toMs: null });
    await eventually("a while", async () => {
      const [row] = await sql`
        select clock_timestamp() > paused_at + interval '300 ms' as over from game where id = ${gameId}`;
      return row?.over;
    });
    await now();
    await resumeCampaign({ sql, plays }, marketer, { campaignId });
    await now();
  }
  const pauses = await listPauses(sql, [gameId]);
  expect(pauses).toHaveLength(3);
  for (const [index, { fromMs, toMs }] of pauses.entries()) {
    const [before, after, waited, done] = moments.slice(4 * index).map((ms) => ms ?? 0);
    expect(fromMs).toBeGreaterThanOrEqual((before ?? 0) - 1);
    expect(fromMs).toBeLessThanOrEqual((after ?? 0) + 1);
    expect(toMs).toBeGreaterThanOrEqual((waited ?? 0) - 1);
    expect(toMs).toBeLessThanOrEqual((done ?? 0) + 1);
  }
  const [row] = await sql`
    select paused_us::float8 / 1000 as ms, extract(epoch from starts_at)::float8 * 1000 as starts from game
     where id = ${gameId}`;
  const total = pauses.reduce((sum, { fromMs, toMs }) => sum + ((toMs ?? 0) - fromMs), 0);
  expect(total).toBeCloseTo(row?.ms, 1);
  // At the same active second before the first pause the same share is due, to the width of a slot.
  const [first, newest] = await plansOf();
  for (const s of [60, 600, 1_700]) {
    const was = planAt(first.plan, s / first.config.duration);
    expect(planAt(newest.plan, s / newest.config.duration)).toBeCloseTo(was, 5);
  }
  expect(newest.config.duration).toBeCloseTo(3_600 - row?.ms / 1000, 3);
  expect(await firstWrong(database, [game])).toBeUndefined();
});

it("loses and changes no play around pauses, and the ledger is right to the last bit", {
  timeout: 120_000,
}, async () => {
  const { sql } = database;
  const redis = await startTestRedis();
  const lines = [{ quantity: 60 }, { quantity: 20 }];
  const game = await createPlayableGame(sql, { lines, startsInS: -1800, endsInS: 1800 });
  const { gameId, campaignId } = game;
  const worker = await startWorker(database.url, redis.url, { isSweeping: true });
  const active = async () => {
    const [row] = await sql`
      select duration_s as s from game_plan where game_id = ${gameId} order by revision desc limit 1`;
    return row?.s as number;
  };
  for (let times = 0; times < 3; times++) {
    const before = await active();
    const early = await acceptPlays(sql, game, 200);
    // Half of them are on their way when the clock stops, half have not been fed.
    const fed = feedPlays(redis.url, game, early.slice(0, 100));
    await pauseCampaign({ sql, plays }, marketer, { campaignId, reason: "Till broken" });
    const pausedAt = performance.now();
    await fed;
    await expect(acceptPlays(sql, game, 1)).rejects.toThrow("paused");
    // The sweeper finds the others: results come in a pause as well.
    await eventually("all are decided in the pause", async () => {
      const state = await ledgerState(database, [game]);
      return state.lost === 0 && state.accepted === times * 300 + 200;
    });
    const pausedS = (performance.now() - pausedAt) / 1_000;
    await resumeCampaign({ sql, plays }, marketer, { campaignId });
    // The pause is no part of the plan: at least what passed between the two calls is gone from it.
    expect(before - (await active())).toBeGreaterThanOrEqual(pausedS - 0.01);
    await feedPlays(redis.url, game, await acceptPlays(sql, game, 100));
    await untilDecided(database, [game]);
  }
  await worker.stop();
  const { wins, ...state } = await ledgerState(database, [game]);
  expect(state).toEqual({ accepted: 900, lost: 0, doubled: 0 });
  expect(wins).toBeGreaterThan(10);
  expect(await firstWrong(database, [game])).toBeUndefined();
  await redis.stop();
});
