// A ledger with everything in it, and one falsehood at a time: the check must name each. Every falsehood lives in a
// transaction that is rolled back, with the triggers that would refuse it switched off.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { voidCoupon } from "#lib/coupons/void-coupon.ts";
import { canonicalJson } from "#lib/fairness/canonical-json.ts";
import { entryHash } from "#lib/fairness/chain.ts";
import { utf8 } from "#lib/fairness/digest.ts";
import type { Actor } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import type { LedgerVerdict } from "#lib/plays/ledger-verdict.ts";
import { markIntakes } from "#lib/plays/mark-intakes.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { voidPlay } from "#lib/plays/store-decide.ts";
import { takeBackWin } from "#lib/plays/take-back-win.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
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

/** Rewrites the text of the last entry of a kind, and every hash from there on: a forger with the whole database. */
async function forge(
  tx: Executor,
  kind: string,
  edit: (body: Record<string, never>) => Record<string, unknown>,
): Promise<void> {
  const entries = await tx`
    select seq::int as seq, kind, root, body, prev_hash from chain_entry where game_id = ${game.gameId} order by seq`;
  const at = entries.map((entry) => entry.kind).lastIndexOf(kind);
  let hash: Uint8Array = entries[at]?.prev_hash;
  for (const [index, entry] of entries.entries()) {
    if (index < at) continue;
    const body = index === at ? canonicalJson(edit(JSON.parse(entry.body)) as never) : entry.body;
    const root = index === at ? sha256(utf8(`frolic-body-v1|${body}`)) : entry.root;
    const prev = hash;
    hash = entryHash(sha256, prev, entry.kind, root);
    await tx`
      update chain_entry set body = ${body}, root = ${Buffer.from(root)}, prev_hash = ${Buffer.from(prev)},
        hash = ${Buffer.from(hash)} where game_id = ${game.gameId} and seq = ${entry.seq}`;
  }
  await tx`update chain_head set hash = ${Buffer.from(hash)} where game_id = ${game.gameId}`;
}

const state = (body: Record<string, unknown>) => body.state as Record<string, never>;

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
    expect(await verdictAfter((tx) => forge(tx, "resume", (body) => body))).toMatchObject({
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

/** The last plays and their number, gone as if they had never been accepted. */
async function vanish(tx: Executor, plays: readonly string[]): Promise<void> {
  await tx`delete from play where play_id in ${tx(plays)}`;
  await tx`delete from play_key where play_id in ${tx(plays)}`;
  await tx`update game set last_seq = last_seq - ${plays.length}::integer where id = ${game.gameId}`;
}

const waitingPlays = (tx: Executor) => acceptPlays(tx as TestDatabase["sql"], game, 5);

describe("undecided plays deleted together with their number", () => {
  it("are missed, once the chain had counted them", async () => {
    const verdict = await verdictAfter(async (tx) => {
      const plays = await waitingPlays(tx);
      expect(await markIntakes(tx)).toBe(1);
      expect(await markIntakes(tx)).toBe(0);
      await vanish(tx, plays.slice(2));
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
    const verdict = await verdictAfter(async (tx) => vanish(tx, await waitingPlays(tx)));
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

const falsehoods: readonly [string, string, (tx: Executor) => Promise<unknown>][] = [
  [
    "a void that the chain does not know, beside an entry about another play",
    "was voided",
    (tx) => tx`update play_result set play_id = gen_random_uuid() where outcome = 'VOID'`,
  ],
  [
    "a count of decided plays that is too high",
    "count as decided",
    (tx) => tx`update game_pacer set decided = decided + 1 where game_id = ${game.gameId}`,
  ],
  [
    "other settings than were committed to",
    "the commitment",
    (tx) => tx`
      update game_plan set committed = replace(committed, '"userCap":1', '"userCap":2')
       where game_id = ${game.gameId} and revision = 1`,
  ],
  [
    "a commitment whose text is gone",
    "is gone",
    (tx) =>
      tx`update game_plan set committed = null where game_id = ${game.gameId} and revision = 1`,
  ],
  [
    "a budget above what was promised",
    "higher than what was promised",
    (tx) => forge(tx, "rebuild", (body) => ({ ...body, state: { ...state(body), B: [61, 20] } })),
  ],
  [
    "a rebuild with another plan",
    "goes on with plan",
    (tx) => forge(tx, "rebuild", (body) => ({ ...body, planRevision: 1 })),
  ],
  [
    "a resume in another slot",
    "another slotIndex",
    (tx) => forge(tx, "resume", (body) => ({ ...body, state: { ...state(body), slotIndex: 3 } })),
  ],
  [
    "a resume with a budget of its own",
    "another B",
    (tx) => forge(tx, "resume", (body) => ({ ...body, state: { ...state(body), B: [60, 20] } })),
  ],
  [
    "a resume from another moment",
    "another moment",
    (tx) => forge(tx, "resume", (body) => ({ ...body, t: 1 })),
  ],
  [
    "a resume that hides part of the pause",
    "not that of the pause",
    (tx) => forge(tx, "resume", (body) => ({ ...body, pausedUs: 0 })),
  ],
  [
    "a pause that notes another state",
    "notes another gap",
    (tx) => forge(tx, "pause", (body) => ({ ...body, state: { ...state(body), gap: 9 } })),
  ],
  [
    "a return that the player's count ignores",
    "miscountedWins",
    (tx) => tx`
      update player_game g set wins = wins + 1 from play_result r
       where r.play_id = ${returnedPlay} and g.game_id = r.game_id and g.player_id = r.player_id`,
  ],
  [
    "two winners of one line whose coupons were changed over",
    "not that of its rows and their coupons",
    async (tx) => {
      const [a, b] = await tx`
        select play_id, coupon_id::text as coupon from play_result
         where game_id = ${game.gameId} and outcome = 'WIN' and brand = 0 order by k limit 2`;
      for (const [winner, coupon] of [
        [a?.play_id, b?.coupon],
        [b?.play_id, a?.coupon],
      ]) {
        await tx`update play_result set coupon_id = ${coupon}::bigint where play_id = ${winner}`;
      }
      await tx`
        update coupon set play_id = gen_random_uuid() where id in (${a?.coupon}::bigint, ${b?.coupon}::bigint)`;
      for (const [winner, coupon] of [
        [a?.play_id, b?.coupon],
        [b?.play_id, a?.coupon],
      ]) {
        await tx`update coupon set play_id = ${winner} where id = ${coupon}::bigint`;
      }
    },
  ],
  [
    "a coupon taken away without a word",
    "does not belong to it",
    (tx) => tx`
      update coupon set play_id = null, state = 'AVAILABLE'
       where id = (select coupon_id from play_result
                    where game_id = ${game.gameId} and outcome = 'WIN' and brand = 0 limit 1)`,
  ],
];

describe("a falsehood", () => {
  it.each(falsehoods)("is named: %s", async (_what, why, falsify) => {
    const verdict = await verdictAfter(falsify);
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
      await forge(tx, "genesis", (body) => ({ ...body, config }));
    });
    expect(verdict).toMatchObject({
      ok: false,
      entry: 1,
      why: "it runs on other settings than were committed to",
    });
  });
});
