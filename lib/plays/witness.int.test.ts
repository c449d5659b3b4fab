import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { quarantineShown } from "#lib/coupons/quarantine-shown.ts";
import { decideWitnessed } from "#lib/plays/decide-witnessed.ts";
import { openWitness, readWitness } from "#lib/plays/witness.ts";
import { insertCoupon } from "#lib/testing/fake-decisions.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let folder = "";
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "frolic-witness-"));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const stateOf = async (couponId: number) => {
  const [row] = await database.sql`select state from coupon where id = ${couponId}`;
  return row?.state;
};

it("ends a coupon that a restore set free again, and leaves those in use alone", async () => {
  const game = await insertGame(database.sql);
  const shown = await insertCoupon(database.sql, game.prizeId);
  const free = await insertCoupon(database.sql, game.prizeId);
  const witness = await openWitness(folder, "worker");
  const { gameId } = game;
  await witness.record([
    { gameId, playId: "00000000-0000-4000-8000-000000000001", couponId: shown },
  ]);
  await witness.close();
  const named = (await readWitness(folder)).map(({ couponId }) => couponId);
  const quarantine = () => quarantineShown({ sql: database.sql }, { kind: "system" }, named);
  expect(await quarantine()).toBe(1);
  expect(await quarantine()).toBe(0);
  expect([await stateOf(shown), await stateOf(free)]).toEqual(["VOIDED", "AVAILABLE"]);
});

it("writes no line for a batch that was refused", async () => {
  const own = join(folder, "refused");
  const witness = await openWitness(own, "worker");
  const game = await insertGame(database.sql);
  const refused = await decideWitnessed(database, witness, {
    gameId: game.gameId,
    shard: 0,
    epoch: 99,
    kFrom: 1,
    state: {
      n: 0,
      ns: 0,
      tLast: 0,
      gap: 1,
      gf: 1,
      cs: 0,
      ms: 0,
      runFrom: 0,
      runPlays: 0,
      runs: 0,
      cycleFrom: 0,
      cycleN: 0,
      runOn: 0,
      runRush: 0,
      slotIndex: -1,
      slotWins: 0,
      slotCap: 0,
      k: 1,
      B: [1],
      W: [1],
      shift: [0],
      windowIndex: [],
      windowWins: [],
    },
    root: new Uint8Array(32),
    rows: [
      {
        playId: "00000000-0000-4000-8000-000000000002",
        playerId: "00000000-0000-4000-8000-000000000003",
        t: 1,
        S: 1,
        shares: [1],
        brand: 0,
        u: 0,
        reason: "DRAW",
        revealAtUs: 0,
        network: undefined,
      },
    ],
  });
  await witness.close();
  expect(refused.status).toBe("refused");
  const [name = ""] = await readdir(own);
  expect(await readFile(join(own, name), "utf8")).toBe("");
});
