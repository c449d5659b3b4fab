import { afterAll, beforeAll, expect, it } from "vitest";
import { PACING_MODES } from "#lib/pacing/pacer-config.ts";
import { planAt } from "#lib/pacing/plan.ts";
import { EmptyPlanError } from "#lib/pacing/replan.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { revisePlan } from "#lib/plays/revise-plan.ts";
import { getPlan } from "#lib/plays/store-pacer.ts";
import { firstWrong, untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  startWorker,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

let database: TestDatabase;
let redis: TestRedis;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
});
afterAll(() => Promise.all([database.drop(), redis.stop()]));

const rising = {
  points: [
    { at: 0, rate: 1 },
    { at: 1, rate: 5 },
  ],
};

async function kindsOf(gameId: string): Promise<string[]> {
  const rows = await database.sql<{ kind: string }[]>`
    select kind from chain_entry where game_id = ${gameId} order by seq`;
  return rows.map(({ kind }) => kind);
}

it.each(PACING_MODES)(
  "edits plan and budget of a %s game that runs, and the ledger is right",
  {
    timeout: 120_000,
  },
  async (mode) => {
    const { sql } = database;
    const game = await createPlayableGame(sql, {
      lines: [{ quantity: 60, coupons: 90 }, { quantity: 20 }],
      startsInS: -1800,
      endsInS: 1800,
      pacing: { mode, odds: 0.1 },
    });
    const { gameId } = game;
    const worker = await startWorker(database.url, redis.url, { isSweeping: true });
    const early = await acceptPlays(sql, game, 150);
    // Half of them are on their way when the plan changes.
    await feedPlays(redis.url, game, early.slice(0, 75));
    const change = { shape: rising, budgets: [90, 0] };
    const isRevised = await sql.begin(async (tx) => {
      // The lock of the chain comes first: nobody takes the game over between plan and quantities.
      const done = await revisePlan(tx, { gameId, change });
      await tx`update prize set quantity = 90 * (1 - position) where game_id = ${gameId}`;
      return done;
    });
    expect(isRevised).toBe(true);
    await feedPlays(redis.url, game, [...early.slice(75), ...(await acceptPlays(sql, game, 150))]);
    await untilDecided(database, [game]);
    // Nothing differs any more, so nothing is written.
    const { config } = await getPlan(sql, gameId, 2);
    const budgets = config.brands.map(({ budget }) => budget);
    const again = { shape: rising, budgets };
    expect(await sql.begin((tx) => revisePlan(tx, { gameId, change: again }))).toBe(false);
    // A pause after an edit lays the edited plan over what is left.
    await sql.begin((tx) => pauseGame(tx, gameId));
    await sql.begin((tx) => revisePlan(tx, { gameId, change: { shape: {}, budgets } }));
    await sql.begin((tx) => resumeGame(tx, gameId));
    await feedPlays(redis.url, game, await acceptPlays(sql, game, 50));
    await untilDecided(database, [game]);
    await worker.stop();
    const kinds = (await kindsOf(gameId)).filter((kind) => kind !== "batch" && kind !== "rebuild");
    expect(kinds.filter((kind) => /revision|pause|resume/.test(kind))).toEqual([
      ...["revision", "pause", "revision", "resume"],
    ]);
    expect(budgets[0]).toBe(90);
    // The second brand was withdrawn: it keeps what it had given out, and gives nothing more.
    expect(budgets[1]).toBeLessThan(20);
    expect(await firstWrong(database, [game])).toBeUndefined();
    // Control: a plan that was changed afterwards is found.
    await sql`update game_plan set finish_share = finish_share * 0.9 where game_id = ${gameId} and revision = 2`;
    expect(await firstWrong(database, [game])).toMatchObject({ why: /stored plan is not the one/ });
  },
);

it("keeps what was due, and refuses a plan without anything left", async () => {
  const { sql } = database;
  const { gameId } = await createPlayableGame(sql, { startsInS: -1800, endsInS: 1800 });
  const before = await getPlan(sql, gameId, 1);
  const budgets = [20];
  const ended = {
    points: [
      { at: 0, rate: 1 },
      { at: 0.2, rate: 1 },
      { at: 0.2, rate: 0 },
      { at: 1, rate: 0 },
    ],
  };
  const refused = sql.begin((tx) => revisePlan(tx, { gameId, change: { shape: ended, budgets } }));
  await expect(refused).rejects.toBeInstanceOf(EmptyPlanError);
  expect(await kindsOf(gameId)).toEqual(["genesis"]);
  await sql.begin((tx) => revisePlan(tx, { gameId, change: { shape: rising, budgets } }));
  const after = await getPlan(sql, gameId, 2);
  expect(planAt(after.plan, 0.4)).toBeCloseTo(planAt(before.plan, 0.4), 6);
  expect(planAt(after.plan, 0.75)).toBeLessThan(planAt(before.plan, 0.75));
});
