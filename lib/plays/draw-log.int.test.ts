import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import { getDraw, listDraws } from "#lib/plays/draw-log.ts";
import { decideByHand, insertCoupon } from "#lib/testing/fake-decisions.ts";
import {
  acceptPlays,
  createPlayableGame,
  type PlayableGame,
} from "#lib/testing/ledger-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

const marketer: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const winner = randomUUID();
let database: TestDatabase;
let game: PlayableGame;
let other: PlayableGame;
let win: string;

/** Plays whose reveal has come: results before it are nobody's to read. */
async function revealedPlays(of: PlayableGame, count: number, players?: readonly string[]) {
  const plays = await acceptPlays(database.sql, of, count, players);
  await database.sql`
    update play set reveal_at = accepted_at where game_id = ${of.gameId} and play_id = any(${plays}::uuid[])`;
  return plays;
}

beforeAll(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  game = await createPlayableGame(sql);
  other = await createPlayableGame(sql);
  for (const playId of await revealedPlays(game, 6)) await decideByHand(sql, playId);
  for (const playId of await revealedPlays(other, 3)) await decideByHand(sql, playId);
  [win = ""] = await revealedPlays(game, 1, [winner]);
  const [prize] = await sql<{ id: string }[]>`select id from prize where game_id = ${game.gameId}`;
  const prizeId = prize?.id ?? "";
  await decideByHand(sql, win, { prizeId, couponId: await insertCoupon(sql, prizeId) });
});

afterAll(() => database.drop());

test("pages follow each other without a gap or a repeat, newest first, over several games", async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 10; page++) {
    const answer = await listDraws(database.sql, marketer, { limit: 4, cursor });
    seen.push(...answer.rows.map((row) => row.playId));
    cursor = answer.cursor;
    if (cursor === null) break;
  }
  expect(new Set(seen).size).toBe(10);
  expect(seen).toHaveLength(10);
  expect(seen[0]).toBe(win);
});

test("filters narrow by campaign, result, brand and player", async () => {
  const { sql } = database;
  const count = async (filter: Parameters<typeof listDraws>[2]) =>
    (await listDraws(sql, marketer, filter)).rows.length;
  expect(await count({ campaignId: other.campaignId })).toBe(3);
  expect(await count({ outcome: "WIN" })).toBe(1);
  expect(await count({ campaignId: other.campaignId, outcome: "WIN" })).toBe(0);
  expect(await count({ playerId: winner })).toBe(1);
  const [row] = (await listDraws(sql, marketer, { playId: win })).rows;
  expect(row?.brandId).not.toBeNull();
  expect(await count({ brandId: row?.brandId ?? null })).toBe(1);
  expect(await count({ reason: "POOL" })).toBe(0);
  expect(await count({ to: "2001-01-01T00:00:00Z" })).toBe(0);
});

test("a cursor somebody made up reads from the newest, not an error", async () => {
  const { rows } = await listDraws(database.sql, marketer, { cursor: "'; drop table play; --" });
  expect(rows).toHaveLength(10);
});

test("one play tells its stations and shows its coupon masked only", async () => {
  const draw = await getDraw(database.sql, marketer, win);
  const names = draw.timeline.map((step) => step.name);
  expect(names[0]).toBe("Accepted");
  expect(names).toContain("Decided");
  expect(names).toContain("Coupon reserved");
  expect(draw.couponMask).toBe("…AB12");
  await expect(getDraw(database.sql, marketer, randomUUID())).rejects.toMatchObject({
    code: "unknown_play",
  });
});

test("a coupon that went back and was won again is not shown with the play that lost it", async () => {
  const { sql } = database;
  const [first = "", second = ""] = await revealedPlays(game, 2);
  const [prize] = await sql<{ id: string }[]>`select id from prize where game_id = ${game.gameId}`;
  const prizeId = prize?.id ?? "";
  const couponId = await insertCoupon(sql, prizeId);
  await decideByHand(sql, first, { prizeId, couponId });
  await sql`update coupon set state = 'AVAILABLE', play_id = null where id = ${couponId}`;
  await decideByHand(sql, second, { prizeId, couponId });
  expect((await getDraw(sql, marketer, first)).couponId).toBeNull();
  expect((await getDraw(sql, marketer, second)).couponId).toBe(String(couponId));
});

test("brand people do not read the log", async () => {
  const brand: Actor = { ...marketer, role: "brand", brandId: randomUUID() };
  await expect(listDraws(database.sql, brand, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(getDraw(database.sql, brand, win)).rejects.toMatchObject({ code: "forbidden" });
});
