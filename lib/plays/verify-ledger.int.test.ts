// A ledger with everything in it, and one falsehood at a time: the check must name each. Every falsehood lives in a
// transaction that is rolled back, with the triggers that would refuse it switched off.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { voidCoupon } from "#lib/coupons/void-coupon.ts";
import type { Actor } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { LedgerVerdict } from "#lib/plays/ledger-verdict.ts";
import { markIntakes } from "#lib/plays/mark-intakes.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { voidPlay } from "#lib/plays/store-decide.ts";
import { takeBackWin } from "#lib/plays/take-back-win.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
import { falsehoods, forge, vanish } from "#lib/testing/ledger-falsehoods.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  type PlayableGame,
  startWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

const admin: Actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null };
let database: TestDatabase;
let redis: TestRedis;
let game: PlayableGame;
let returnedPlay: string;

async function play(count: number): Promise<string[]> {
  const plays = await acceptPlays(database.sql, game, count);
  await feedPlays(redis.url, game, plays);
  await untilDecided(database, [game]);
  return plays;
}

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const { sql } = database;
  const lines = [{ quantity: 60 }, { quantity: 20, coupons: 3 }];
  // Every draw wins while there is something left: the second line runs dry, and what comes back is won again.
  const pacing = { floor: 1e6 };
  game = await createPlayableGame(sql, { lines, startsInS: -1800, endsInS: 1800, pacing });
  const [poison] = await acceptPlays(sql, game, 1);
  await voidPlay(sql, game.gameId, poison ?? "");
  const worker = await startWorker(database.url, redis.url);
  await play(300);
  for (let times = 0; times < 2; times++) {
    await sql.begin((tx) => pauseGame(tx, game.gameId));
    await sql.begin((tx) => resumeGame(tx, game.gameId));
    await play(100);
  }
  const won = await sql`
    select play_id, coupon_id::text from play_result
     where game_id = ${game.gameId} and outcome = 'WIN' and brand = 1`;
  for (const { coupon_id: couponId } of won) {
    const given = { couponId, effect: "return", reason: "Fraud" } as const;
    await voidCoupon({ sql, plays: { takeBackWin } }, admin, given);
  }
  returnedPlay = won[0]?.play_id;
  await play(200);
  await worker.stop();
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
});

class RolledBack extends Error {}

/** What the check says of the ledger after `falsify`, which leaves no trace. */
async function verdictAfter(falsify: (tx: Executor) => Promise<unknown>): Promise<LedgerVerdict> {
  let verdict: LedgerVerdict | undefined;
  const done = database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await falsify(tx);
    verdict = await verifyLedger(tx, testSecret, game.gameId);
    throw new RolledBack();
  });
  await expect(done).rejects.toThrow(RolledBack);
  if (!verdict) throw new Error("no verdict");
  return verdict;
}

describe("a whole ledger", () => {
  it("passes with corrections, a void, pauses under load, a return and a coupon won twice", async () => {
    const { sql } = database;
    const verdict = await verifyLedger(sql, testSecret, game.gameId);
    expect(verdict).toMatchObject({ ok: true, rows: 700, undecided: 0 });
    const kinds = await sql`
      select kind, count(*)::int as n from chain_entry where game_id = ${game.gameId} group by 1`;
    const count = new Map(kinds.map(({ kind, n }) => [kind, n]));
    expect(count.get("pause")).toBe(2);
    expect(count.get("resume")).toBe(2);
    const again = await sql`
      select coupon_id from play_result where game_id = ${game.gameId} and outcome = 'WIN'
       group by 1 having count(*) = 2`;
    expect(again.length).toBeGreaterThan(0);
  });

  it("is left alone by an edit that changes nothing, so the forger's tool is sound", async () => {
    expect(
      await verdictAfter((tx) => forge(tx, game.gameId, "resume", (body) => body)),
    ).toMatchObject({
      ok: true,
    });
  });

  it("reports plays that wait, and finds them once the floor is beyond them", async () => {
    const waiting = (tx: Executor) => acceptPlays(tx as TestDatabase["sql"], game, 5);
    expect(await verdictAfter(waiting)).toMatchObject({ ok: true, undecided: 5 });
    const forgotten = await verdictAfter(async (tx) => {
      await waiting(tx);
      await tx`update game set floor_seq = last_seq where id = ${game.gameId}`;
    });
    expect(forgotten).toMatchObject({ ok: false, why: "forgottenPlays: 5" });
    const gone = await verdictAfter(async (tx) => {
      const ids = await waiting(tx);
      await tx`delete from play where play_id in ${tx(ids)}`;
    });
    expect(gone).toMatchObject({ ok: false, why: expect.stringContaining("missingPlays") });
  });
});

const waitingPlays = (tx: Executor) => acceptPlays(tx as TestDatabase["sql"], game, 5);

describe("undecided plays deleted together with their number", () => {
  it("are missed, once the chain had counted them", async () => {
    const verdict = await verdictAfter(async (tx) => {
      const plays = await waitingPlays(tx);
      expect(await markIntakes(tx)).toBe(1);
      expect(await markIntakes(tx)).toBe(0);
      await vanish(tx, game.gameId, plays.slice(2));
    });
    const why = expect.stringMatching(/^(\d+) plays had been accepted, and \d+ are counted$/);
    expect(verdict).toMatchObject({ ok: false, why });
  });

  it("do not disturb when they are still there", async () => {
    const verdict = await verdictAfter(async (tx) => {
      await waitingPlays(tx);
      await markIntakes(tx);
      await waitingPlays(tx);
      await markIntakes(tx);
    });
    expect(verdict).toMatchObject({ ok: true, undecided: 10 });
  });

  it("control: without an entry that counts them nothing tells", async () => {
    const verdict = await verdictAfter(async (tx) =>
      vanish(tx, game.gameId, await waitingPlays(tx)),
    );
    expect(verdict).toMatchObject({ ok: true, undecided: 0 });
  });
});

describe("a win that was taken back", () => {
  it("is counted in no chart any more", async () => {
    const { sql } = database;
    const [row] = await sql`
      select (select sum(count)::integer from rollup_minute where game_id = ${game.gameId} and brand >= 0) as charted,
             (select sum(wins)::integer from player_game where game_id = ${game.gameId}) as standing,
             (select count(*)::integer from play_result where game_id = ${game.gameId} and outcome = 'WIN') as rows,
             (select count(*)::integer from chain_entry where game_id = ${game.gameId}
                 and body like '%"RETURNED"%') as returned`;
    expect(row?.charted).toBe(row?.standing);
    expect(row?.charted).toBe(row?.rows - row?.returned);
    expect(row?.returned).toBeGreaterThan(0);
  });
});

describe("a falsehood", () => {
  it.each(falsehoods)("is named: %s", async (_what, why, falsify) => {
    const verdict = await verdictAfter((tx) => falsify(tx, { gameId: game.gameId, returnedPlay }));
    expect(verdict).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });

  it("is named: a plan that is not the committed one, under a chain that is sound", async () => {
    const verdict = await verdictAfter(async (tx) => {
      const [row] =
        await tx`select config from game_plan where game_id = ${game.gameId} and revision = 1`;
      const config = { ...row?.config, rho: 9 };
      await tx`
        update game_plan set config = ${JSON.stringify(config)}::text::jsonb
         where game_id = ${game.gameId} and revision = 1`;
      await forge(tx, game.gameId, "genesis", (body) => ({ ...body, config }));
    });
    expect(verdict).toMatchObject({
      ok: false,
      entry: 1,
      why: "it runs on other settings than were committed to",
    });
  });
});
