import { randomUUID } from "node:crypto";
import { symmetricDecrypt } from "better-auth/crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGameSeed } from "#lib/campaigns/game-seed.ts";
import { codeHashKey, hashCode } from "#lib/coupons/code-cipher.ts";
import { commitImport } from "#lib/coupons/finish-import.ts";
import { openCode } from "#lib/coupons/open-code.ts";
import { redeemCoupon } from "#lib/coupons/redeem-coupon.ts";
import { advanceImport } from "#lib/coupons/run-imports.ts";
import { authSecret } from "#lib/identity/auth.ts";
import { createPlayerTokens } from "#lib/identity/player-token.ts";
import { createPlayerTokenReader } from "#lib/identity/player-token-reader.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { deriveKey, unseal } from "#lib/platform/secrets.ts";
import { isHeadSigned, signingKey } from "#lib/plays/sign-heads.ts";
import type { UnsignedHead } from "#lib/plays/store-chain.ts";
import { allocationSeed } from "#lib/promotions/run-allocation.ts";
import { readHead } from "#lib/promotions/store-allocation.ts";
import {
  type RotationDeps,
  type RotationReport,
  rotateSecret,
} from "#lib/rotation/rotate-secret.ts";
import { RotationRefused } from "#lib/rotation/rotation-refused.ts";
import { sealedColumns } from "#lib/rotation/sealed-columns.ts";
import { listSealed } from "#lib/rotation/store-sealed.ts";
import { testAccess, testSecret } from "#lib/testing/factories.ts";
import { type SealedWorld, sealedWorld } from "#lib/testing/rotation-fixture.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";
import { webhookAdmin } from "#lib/testing/webhook-fixtures.ts";
import { adSecretOf } from "#lib/webhooks/ad-secret.ts";
import { openSecret } from "#lib/webhooks/endpoint-secret.ts";

let database: TestDatabase;
let world: SealedWorld;
const next = "the secret after the change, long enough too";
/** Of the pool, of the game's pool, and of the import. */
const codesInWorld = 7 + 10 + 3;
const change = { previous: testSecret, next };
const rotate = (given: Partial<RotationDeps> = {}) =>
  rotateSecret({ sql: database.sql, ...given }, change);

const reader = (masterSecret: string, previousSecret?: string) =>
  createPlayerTokenReader({ sql: database.sql, masterSecret, previousSecret, clock: systemClock });

const codesUnder = (secret: string) =>
  Promise.all(world.pool.couponIds.map((id) => openCode(database.sql, secret, id, testAccess)));

/** Each sealed value of the list in the clear, by where it stands. */
async function openedUnder(secret: string): Promise<Map<string, string>> {
  const opened = new Map<string, string>();
  for (const column of sealedColumns) {
    const key = deriveKey(secret, column.purpose);
    for (const cell of await listSealed(database.sql, column)) {
      const text = unseal(key, cell.sealed, column.aad(cell.bound)).toString("hex");
      opened.set(`${column.table}.${column.column} ${cell.key}`, text);
    }
  }
  return opened;
}

/** Every row that the change may touch, as text. */
async function contents(): Promise<string> {
  const tables = [
    ...new Set(sealedColumns.map(({ table }) => table)),
    ...["coupon", "coupon_staging", "two_factor", "chain_signature", "session", "setup_token"],
    "audit_log",
  ];
  const texts: string[] = [];
  for (const table of tables) {
    const rows = await database.sql.unsafe(`select t::text as row from "${table}" t order by 1`);
    texts.push(table, ...rows.map(({ row }) => row));
  }
  return texts.join("\n");
}

describe("a change of the master secret", () => {
  let before: Map<string, string>;
  let partnerPlayer: string | undefined;
  let report: RotationReport;
  const cookie = createPlayerTokens(testSecret, Date.now).mint(randomUUID(), randomUUID());

  beforeAll(async () => {
    database = await createTestDatabase();
    world = await sealedWorld(database);
    before = await openedUnder(testSecret);
    partnerPlayer = (await reader(testSecret).read(world.partnerToken))?.playerId;
    report = await rotate();
  });
  afterAll(() => database.drop());

  it("carries over everything that was sealed, and the old secret opens none of it", async () => {
    const filled = new Set([...before.keys()].map((place) => place.split(" ")[0]));
    expect(sealedColumns.filter(({ table, column }) => !filled.has(`${table}.${column}`))).toEqual([
      // Filled by the change itself.
      expect.objectContaining({ table: "kept_key" }),
    ]);
    expect(report).toMatchObject({ isFirst: true, codes: { hashed: codesInWorld, lost: 0 } });
    expect(report).toMatchObject({ secondFactors: 1, heads: 1, adSecrets: 1, sessionsEnded: 1 });
    const after = await openedUnder(next);
    const ad = `webhook_endpoint.secret_ct ${world.adTarget.id}`;
    expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()]));
    for (const [place, text] of before) {
      if (place !== ad) expect([place, after.get(place)]).toEqual([place, text]);
    }
    await expect(openedUnder(testSecret)).rejects.toThrow();
    expect(await codesUnder(next)).toEqual(world.pool.codes);
    await expect(codesUnder(testSecret)).rejects.toThrow();
    const { gameId, seed } = world.game;
    const [row] = await database.sql`select seed_ct from game where id = ${gameId}`;
    expect(openGameSeed(next, gameId, row?.seed_ct)).toEqual(seed);
    const [totp] = await database.sql`select secret as data from two_factor`;
    const opened = (secret: string) =>
      symmetricDecrypt({ key: authSecret(secret), data: totp?.data });
    expect(await opened(next)).toBe(world.totpSecret);
    await expect(opened(testSecret)).rejects.toThrow();
  });

  it("keeps codes findable: they redeem, and an import that waited is stored", async () => {
    const { sql } = database;
    const [code = ""] = world.pool.codes;
    await expect(
      redeemCoupon({ sql, masterSecret: testSecret }, webhookAdmin, { code }),
    ).rejects.toMatchObject({ code: "coupon_not_found" });
    await redeemCoupon({ sql, masterSecret: next }, webhookAdmin, { code });
    await commitImport({ sql }, webhookAdmin, { importId: world.importId });
    await advanceImport({ sql, masterSecret: next }, world.importId);
    const stored = await sql<{ id: number; hash: Buffer }[]>`
      select id::float8 as id, code_hmac as hash from coupon where import_id = ${world.importId} order by id`;
    const codes = await Promise.all(stored.map(({ id }) => openCode(sql, next, id, testAccess)));
    expect(codes).toEqual(world.staged);
    const hashes = codes.map((each) => hashCode(codeHashKey(next), each));
    expect(stored.map(({ hash }) => hash)).toEqual(hashes);
  });

  it("leaves partners' players who they are, and players' cookies good while the old secret is named", async () => {
    expect(partnerPlayer).toBeDefined();
    expect((await reader(next).read(world.partnerToken))?.playerId).toBe(partnerPlayer);
    expect(await reader(next).read(cookie.token)).toBeUndefined();
    const bridged = reader(next, testSecret);
    const identity = await bridged.read(cookie.token);
    expect(identity?.playerId).toBe(cookie.playerId);
    // It is replaced at once, by a token that needs the old secret no more.
    const renewed = identity && bridged.own.renew(identity);
    expect((await reader(next).read(renewed?.token ?? ""))?.playerId).toBe(cookie.playerId);
  });

  it("signs heads again, keeps the draws of the allocation and renews the secrets of ads' addresses", async () => {
    const { sql } = database;
    const { id } = world.adTarget;
    const [head] = await sql<{ head: UnsignedHead; signature: Buffer; key: string }[]>`
      select signature, key_id as key, json_build_object('gameId', game_id, 'shard', shard, 'seq', seq) as head
      from chain_signature`;
    const [{ hash } = { hash: undefined }] = await sql<
      { hash: Buffer }[]
    >`select hash from chain_signature`;
    const signed = hash && head && { ...head.head, hash };
    expect(signed && isHeadSigned(signingKey(next), signed, head.signature)).toBe(true);
    expect(head?.key).toBe(signingKey(next).keyId);
    const { seedCt } = await readHead(sql);
    expect(allocationSeed(next, seedCt)).toEqual(allocationSeed(testSecret));
    const [endpoint] = await sql`
      select secret_ct, previous_secret_ct, previous_until > now() + interval '6 days' as overlaps
      from webhook_endpoint where id = ${id}`;
    const secrets = [endpoint?.secret_ct, endpoint?.previous_secret_ct];
    expect(secrets.map((sealed) => openSecret(next, id, sealed))).toEqual([
      adSecretOf(next, world.adTarget),
      adSecretOf(testSecret, world.adTarget),
    ]);
    expect(endpoint?.overlaps).toBe(true);
  });

  it("is made once however often it is asked for, and another one follows it", async () => {
    expect(report.invitationsEnded).toEqual(["new@example.com"]);
    const after = await contents();
    expect(await rotate()).toMatchObject({ isFirst: false, sealed: {}, codes: { hashed: 0 } });
    expect(await contents()).toBe(after);
    const third = { previous: next, next: "a third secret, as long as the others are" };
    expect(await rotateSecret({ sql: database.sql }, third)).toMatchObject({ isFirst: true });
    expect(await codesUnder(third.next)).toEqual(world.pool.codes);
    const said = await database.sql`select 1 from audit_log where action = 'secret.rotated'`;
    expect(said).toHaveLength(2);
  });
});

describe("a change that does not come to its end", () => {
  let before: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    world = await sealedWorld(database);
    before = await contents();
  });
  afterAll(() => database.drop());

  it("is refused, with nothing changed, when the old secret does not open what is there", async () => {
    const wrong = { previous: "a secret that never was in use here", next };
    await expect(rotateSecret({ sql: database.sql }, wrong)).rejects.toThrow(RotationRefused);
    expect(await contents()).toBe(before);
    // One row alone that neither secret opens, behind others that were sealed anew already.
    const { sql } = database;
    const [pool] = await sql<{ sealed: Buffer }[]>`
      select sealed_key as sealed from brand_key where id = 2`;
    await sql`update brand_key set sealed_key = ${Buffer.alloc(60, 7)} where id = 2`;
    await expect(rotate()).rejects.toThrow(/brand_key\.sealed_key of 2/);
    await sql`update brand_key set sealed_key = ${pool?.sealed ?? null} where id = 2`;
    expect(await contents()).toBe(before);
  });

  it("is refused while a process of the product is connected", async () => {
    const worker = openDatabase(database.url, { applicationName: "frolic-worker", max: 1 });
    await worker.sql`select 1`;
    await expect(rotate()).rejects.toThrow(/frolic-worker/);
    await worker.close();
  });

  it("when it is killed leaves all as it was, at whatever step, and the next run makes it whole", async () => {
    for (const at of ["sealed", "hashed", "signed"]) {
      const own = openDatabase(database.url, { applicationName: "rotation", max: 1 });
      const reached: string[] = [];
      const checkpoint = async (step: string) => {
        reached.push(step);
        if (step !== at) return;
        await database.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'rotation'`;
      };
      await expect(rotate({ sql: own.sql, checkpoint })).rejects.toThrow();
      // The connection is gone: there is nothing to wait for.
      await own.sql.end({ timeout: 0 });
      expect(reached.at(-1)).toBe(at);
      expect(await contents()).toBe(before);
      expect(await codesUnder(testSecret)).toEqual(world.pool.codes);
    }
    expect(await rotate()).toMatchObject({ isFirst: true, codes: { hashed: codesInWorld } });
    expect(await codesUnder(next)).toEqual(world.pool.codes);
    await expect(codesUnder(testSecret)).rejects.toThrow();
  });

  it("names every column of the database that holds something sealed", async () => {
    const rows = await database.sql<{ name: string }[]>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and data_type = 'bytea' order by 1`;
    const sealed = new Set(sealedColumns.map(({ table, column }) => `${table}.${column}`));
    const others = rows.map(({ name }) => name).filter((name) => !sealed.has(name));
    // Hashes, keys that are public, pictures; codes are sealed by their brand's key.
    expect(others.filter((name) => /_ct$|sealed|secret|key/.test(name))).toEqual([
      "api_key.secret_hash",
      "coupon.code_ct",
      "coupon_staging.code_ct",
    ]);
  });
});
