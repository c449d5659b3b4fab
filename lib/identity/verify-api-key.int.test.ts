import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import { createKey, revokeKey } from "#lib/identity/manage-api-keys.ts";
import { setDisabled } from "#lib/identity/manage-users.ts";
import { insertUser } from "#lib/identity/store-users.ts";
import { verifyApiKey } from "#lib/identity/verify-api-key.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let owner: Extract<Actor, { kind: "user" }>;
let other: Extract<Actor, { kind: "user" }>;

async function person(email: string): Promise<Extract<Actor, { kind: "user" }>> {
  const draft = { name: email, role: "admin" as const, brandId: null, timeZone: "UTC" };
  const userId = await insertUser(database.sql, { ...draft, email, passwordHash: "x" });
  return { kind: "user", userId: userId ?? "", role: "admin", brandId: null };
}

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await person("owner@example.com");
  other = await person("other@example.com");
});
afterAll(() => database.drop());

const make = (expiresAt: Date | null = null) =>
  createKey(
    database.sql,
    owner,
    { name: "Till", scopes: ["coupons:redeem"], brandId: null, expiresAt },
    "req",
  );

test("a key acts with its scopes and its owner, and its use is noted", async () => {
  const { id, key } = await make();
  expect(await verifyApiKey(database.sql, key)).toMatchObject({
    kind: "api_key",
    keyId: id,
    scopes: ["coupons:redeem"],
    ownerId: owner.userId,
  });
  const [row] = await database.sql`select last_used_at from api_key where id = ${id}`;
  expect(row?.last_used_at).not.toBeNull();
});

test("a revoked key is dead with the next call, and revoking is on record once", async () => {
  const { id, key } = await make();
  await verifyApiKey(database.sql, key);
  await revokeKey(database.sql, other, id, "req");
  await expect(verifyApiKey(database.sql, key)).rejects.toMatchObject({ code: "key_invalid" });
  await expect(revokeKey(database.sql, other, id, "req")).rejects.toMatchObject({
    code: "key_not_found",
  });
  const rows = await database.sql`
    select action from audit_log where subject_id = ${id} order by id`;
  expect(rows.map((row) => row.action)).toEqual(["api_key.created", "api_key.revoked"]);
});

test("an expired key and the key of a disabled owner are refused like an unknown one", async () => {
  const expired = await make(new Date(Date.now() - 1000));
  await expect(verifyApiKey(database.sql, expired.key)).rejects.toMatchObject({
    code: "key_invalid",
  });
  const { key } = await make();
  await setDisabled(database.sql, other, { userId: owner.userId, disabled: true }, "req");
  await expect(verifyApiKey(database.sql, key)).rejects.toMatchObject({ code: "key_invalid" });
  await setDisabled(database.sql, other, { userId: owner.userId, disabled: false }, "req");
  await expect(verifyApiKey(database.sql, key)).resolves.toMatchObject({ kind: "api_key" });
});

test("nothing in the database signs in as the key", async () => {
  const { key } = await make();
  const dump = JSON.stringify(await database.sql`select * from api_key`);
  const secret = key.split("_")[3] ?? "";
  expect(dump).not.toContain(secret);
  expect(JSON.stringify(await database.sql`select * from audit_log`)).not.toContain(secret);
});
