import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brandReport } from "#lib/analytics/brand-report.ts";
import { campaignOverview } from "#lib/analytics/campaign-overview.ts";
import { buildPlan, packPlan } from "#lib/pacing/plan.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const ids = { campaign: randomUUID(), game: randomUUID(), a: randomUUID(), b: randomUUID() };
const everything = { fromMs: 0, toMs: 4_000_000_000_000 };

/** A game half over: brand A gave 30 of 100, brand B 5 of 50; 400 plays. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  for (const [id, slug] of [
    [ids.a, "a"],
    [ids.b, "b"],
  ] as const) {
    await sql`insert into brand (id, name, slug, monogram) values (${id}, ${slug}, ${slug}, 'X')`;
  }
  await sql`
    insert into campaign (id, slug, name, state, time_zone, starts_at, ends_at, doc)
    values (${ids.campaign}, 'c', 'C', 'live', 'Europe/Berlin', now() - interval '5 hours',
      now() + interval '5 hours', '{}')`;
  await sql`
    insert into game (id, campaign_id, slug, name, position, state, starts_at, ends_at, partition, last_seq)
    values (${ids.game}, ${ids.campaign}, 'g', 'G', 0, 'live', now() - interval '5 hours',
      now() + interval '5 hours', 0, 410)`;
  await sql`insert into game_pacer (game_id, decided, state) values (${ids.game}, 400, '{}')`;
  const plan = buildPlan();
  await sql`
    insert into game_plan (game_id, revision, duration_s, plan, finish_share, config)
    values (${ids.game}, 1, 36000, ${Buffer.from(packPlan(plan))}, ${plan.tf}, '{}')`;
  await addLine(ids.a, 0, 100, 30);
  await addLine(ids.b, 1, 50, 5);
  for (const hour of [4, 3, 2, 1]) {
    await sql`
      insert into rollup_minute (game_id, brand, minute, count)
      select ${ids.game}, brand, date_trunc('minute', now()) - make_interval(hours => ${hour}), count
      from (values (-1, 100), (0, ${hour === 4 ? 27 : 1}), (1, ${hour === 4 ? 5 : 0})) v(brand, count)`;
  }
});
afterAll(() => database.drop());

async function addLine(brandId: string, position: number, quantity: number, won: number) {
  const { sql } = database;
  const poolId = randomUUID();
  const prizeId = randomUUID();
  await sql`insert into coupon_pool (id, brand_id, name) values (${poolId}, ${brandId}, 'p')`;
  await sql`
    insert into prize (id, game_id, brand_id, pool_id, position, name, quantity, template)
    values (${prizeId}, ${ids.game}, ${brandId}, ${poolId}, ${position}, ${`line ${position}`}, ${quantity}, '{}')`;
  for (let i = 0; i < won; i++) {
    const state = i < 2 ? "REDEEMED" : i < won / 2 ? "ISSUED" : "RESERVED";
    await sql`
      insert into coupon (pool_id, brand_id, code_ct, code_hmac, key_id, mask, state, play_id, prize_id, reserved_at,
        issued_at, redeemed_at)
      values (${poolId}, ${brandId}, ${randomBytes(8)}, ${randomBytes(16)}, 1, 'x', ${state}::coupon_state,
        ${randomUUID()}, ${prizeId}, now() - interval '1 hour',
        case when ${i < won / 2} then now() - interval '1 hour' end, case when ${i < 2} then now() end)`;
  }
}

test("the overview's figures add up over lines, games and hours", async () => {
  const view = await campaignOverview(database.sql, ids.campaign);
  expect(view.figures).toMatchObject({
    plays: 410,
    undecided: 10,
    won: 35,
    budget: 150,
    left: 115,
  });
  expect(view.prizes.map(({ won, left }) => [won, left])).toEqual([
    [30, 70],
    [5, 45],
  ]);
  expect(view.games).toHaveLength(1);
  expect(view.byHour.reduce((sum, hour) => sum + hour.plays, 0)).toBe(400);
  expect(view.byHour.reduce((sum, hour) => sum + hour.wins, 0)).toBe(35);
  expect(view.figures.resultP95S).toBeNull();
});

test("the burn-down starts full, falls to what is left, and its forecast begins where the actual ends", async () => {
  const { burnDown } = await campaignOverview(database.sql, ids.campaign);
  expect(burnDown.total).toBe(150);
  expect(burnDown.actual[0]?.left).toBe(150);
  expect(burnDown.actual.at(-1)?.left).toBe(115);
  expect(burnDown.plan[0]?.left).toBe(150);
  expect(burnDown.plan.at(-1)?.left).toBeCloseTo(0, 6);
  expect(burnDown.forecast[0]?.left).toBeCloseTo(115, 6);
  for (const series of [burnDown.actual, burnDown.plan, burnDown.forecast]) {
    for (let i = 1; i < series.length; i++) {
      expect(series[i]?.left).toBeLessThanOrEqual((series[i - 1]?.left ?? 0) + 1e-9);
    }
  }
});

test("a brand's report holds its own lines and coupons and nothing of another's", async () => {
  const report = await brandReport(database.sql, ids.b, everything, "Europe/Berlin");
  expect(report.lines.map(({ prizeName }) => prizeName)).toEqual(["line 1"]);
  expect(report.totals).toEqual({ budget: 50, won: 5, issued: 3, redeemed: 2, left: 45 });
  expect(report.byHour.reduce((sum, hour) => sum + hour.wins, 0)).toBe(5);
  expect(JSON.stringify(report)).not.toContain(ids.a);
});

test("a period without anything counts nothing, and what is left stays as of now", async () => {
  const report = await brandReport(database.sql, ids.a, { fromMs: 0, toMs: 1000 });
  expect(report.totals).toEqual({ budget: 100, won: 0, issued: 0, redeemed: 0, left: 70 });
  expect(report.byHour).toEqual([]);
});

test("an unknown campaign or brand gives empty reports, not errors", async () => {
  const view = await campaignOverview(database.sql, randomUUID());
  expect(view.figures.budget).toBe(0);
  expect(view.burnDown.actual).toEqual([]);
  expect((await brandReport(database.sql, randomUUID(), everything)).lines).toEqual([]);
});
