import { afterAll, beforeAll, expect, it } from "vitest";
import { isHeadSigned, signHeads, signingKey } from "#lib/plays/sign-heads.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { createPlayableGame } from "#lib/testing/ledger-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("signs each head with news once, and the signature holds for that head only", async () => {
  const { sql } = database;
  await createPlayableGame(sql);
  expect(await signHeads(sql, testSecret)).toBe(1);
  expect(await signHeads(sql, testSecret)).toBe(0);
  const [row] = await sql<
    { game_id: string; shard: number; seq: string; hash: Buffer; signature: Buffer }[]
  >`select game_id, shard, seq::text, hash, signature from chain_signature`;
  if (!row) throw new Error("no signature");
  const head = { gameId: row.game_id, shard: row.shard, seq: Number(row.seq), hash: row.hash };
  const key = signingKey(testSecret);
  expect(isHeadSigned(key, head, row.signature)).toBe(true);
  expect(isHeadSigned(key, { ...head, seq: head.seq + 1 }, row.signature)).toBe(false);
  expect(
    isHeadSigned(signingKey("another secret of thirty-two letters"), head, row.signature),
  ).toBe(false);
});
