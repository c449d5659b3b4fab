import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expireCoupons } from "#lib/coupons/expire-coupons.ts";
import { getPool } from "#lib/coupons/pools.ts";
import { redeemCoupon, rollbackRedemption } from "#lib/coupons/redeem-coupon.ts";
import { showCode } from "#lib/coupons/show-code.ts";
import { voidCoupon } from "#lib/coupons/void-coupon.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { createBrand, createPool, type TestPool, testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let pool: TestPool;
const admin = {
  ...{ kind: "user", userId: randomUUID(), role: "admin", brandId: null },
} as const satisfies Actor;
/** These coupons belong to plays of no game: there is no ledger to tell. */
const plays = { takeBackWin: async () => true };
const deps = () => ({ sql: database.sql, masterSecret: testSecret, plays });
const till = (brandId: string): Actor => ({
  kind: "api_key",
  keyId: "till",
  scopes: ["coupons:redeem"],
  ownerId: randomUUID(),
  brandId,
});

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  const brand = await createBrand(database.sql);
  pool = await createPool(database.sql, brand.id, 6);
});

const id = (index: number) => String(pool.couponIds[index]);
const code = (index: number) => pool.codes[index] ?? "";
const put = (index: number, state: string, expires: string | null = null) => database.sql`
  update coupon set state = ${state}::coupon_state, play_id = gen_random_uuid(),
    expires_at = now() + ${expires}::interval where id = ${id(index)}`;
const ledger = async () => {
  const row = await getPool(database.sql, admin, { poolId: pool.id });
  const { available, reserved, issued, redeemed, expired, voided } = row;
  expect(available + reserved + issued + redeemed + expired + voided).toBe(row.loaded);
  return { available, reserved, issued, redeemed, expired, voided };
};

describe("a coupon's life", () => {
  it("is redeemed once, spelled any way, and counts stay closed", async () => {
    await put(0, "ISSUED", "1 day");
    const spelled = ` ${code(0).toLowerCase().replace("-", " - ")} `.replaceAll(" - ", "-");
    const done = await redeemCoupon(deps(), till(pool.brandId), { code: spelled });
    expect(done).toMatchObject({ couponId: id(0), state: "REDEEMED" });
    await expect(redeemCoupon(deps(), till(pool.brandId), { code: code(0) })).rejects.toMatchObject(
      {
        code: "coupon_not_redeemable",
      },
    );
    expect(await ledger()).toMatchObject({ available: 5, redeemed: 1 });
    const events =
      await database.sql`select kind, actor_id from coupon_event where coupon_id = ${id(0)}`;
    expect(events).toMatchObject([{ kind: "redeemed", actor_id: "till" }]);
  });

  it("is redeemed by exactly one of twenty tills at once", async () => {
    await put(1, "ISSUED");
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => redeemCoupon(deps(), till(pool.brandId), { code: code(1) })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("answers a repeated reference the same and a new one with a refusal", async () => {
    await put(2, "ISSUED");
    const ask = (reference: string) =>
      redeemCoupon(deps(), till(pool.brandId), { code: code(2), reference });
    const first = await ask("till-7/0001");
    expect(await ask("till-7/0001")).toEqual(first);
    await expect(ask("till-7/0002")).rejects.toMatchObject({ code: "coupon_not_redeemable" });
    const events = await database.sql`select 1 from coupon_event where coupon_id = ${id(2)}`;
    expect(events).toHaveLength(1);
  });

  it("does not exist for another brand", async () => {
    await put(0, "ISSUED");
    const other = till((await createBrand(database.sql)).id);
    await expect(redeemCoupon(deps(), other, { code: code(0) })).rejects.toMatchObject({
      code: "coupon_not_found",
    });
    await redeemCoupon(deps(), till(pool.brandId), { code: code(0) });
    await expect(
      rollbackRedemption(deps(), other, { couponId: id(0), reason: "no" }),
    ).rejects.toMatchObject({ code: "coupon_not_found" });
  });

  it("goes back to its winner when the redemption is rolled back", async () => {
    await put(0, "ISSUED");
    await redeemCoupon(deps(), till(pool.brandId), { code: code(0), reference: "a" });
    const input = { couponId: id(0), reason: "Card declined" };
    expect((await rollbackRedemption(deps(), till(pool.brandId), input)).state).toBe("ISSUED");
    await rollbackRedemption(deps(), till(pool.brandId), input);
    expect((await redeemCoupon(deps(), till(pool.brandId), { code: code(0) })).state).toBe(
      "REDEEMED",
    );
  });

  it("expires when issued or free, never while it is reserved", async () => {
    await put(0, "ISSUED", "-1 second");
    await put(1, "RESERVED", "-1 second");
    await put(2, "ISSUED", "1 day");
    await expect(redeemCoupon(deps(), till(pool.brandId), { code: code(0) })).rejects.toMatchObject(
      {
        code: "coupon_expired",
      },
    );
    await expireCoupons(database.sql);
    expect(await ledger()).toMatchObject({ available: 3, reserved: 1, issued: 1, expired: 1 });
    await database.sql`update coupon_pool set codes_expire_at = now() where id = ${pool.id}`;
    await expireCoupons(database.sql);
    expect(await ledger()).toMatchObject({ available: 0, reserved: 1, issued: 1, expired: 4 });
  });

  it("returns to the pool only from reserved and only by an operator", async () => {
    await put(0, "RESERVED");
    await put(1, "ISSUED");
    const back = (index: number) =>
      ({ couponId: id(index), effect: "return", reason: "Fraud" }) as const;
    await expect(voidCoupon(deps(), till(pool.brandId), back(0))).rejects.toMatchObject({
      code: "scope_missing",
    });
    await expect(voidCoupon(deps(), admin, back(1))).rejects.toMatchObject({
      code: "coupon_not_redeemable",
    });
    await voidCoupon(deps(), admin, back(0));
    await voidCoupon(deps(), admin, { couponId: id(1), effect: "void", reason: "Fraud" });
    expect(await ledger()).toMatchObject({ available: 5, reserved: 0, issued: 0, voided: 1 });
    const [audit] = await database.sql`
      select before, after from audit_log where subject_kind = 'coupon' and subject_id = ${id(0)}`;
    expect(audit).toMatchObject({ before: { state: "RESERVED" }, after: { state: "AVAILABLE" } });
  });

  it("is shown to staff once its winner saw it, with who and why in the same breath", async () => {
    await put(0, "ISSUED");
    await put(1, "RESERVED");
    const ask = (index: number) => ({ couponId: id(index), reason: "Winner lost the mail" });
    const seen = () => database.sql`
      select actor_kind, actor_id, purpose from coupon_access where coupon_id = ${id(0)}`;
    for (const nobody of [till(pool.brandId), { ...admin, role: "brand", brandId: pool.brandId }]) {
      await expect(showCode(deps(), nobody as Actor, ask(0))).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|scope_missing/),
      });
    }
    for (const unseen of [1, 2]) {
      await expect(showCode(deps(), admin, ask(unseen))).rejects.toMatchObject({
        code: "coupon_not_yet",
      });
    }
    expect(await seen()).toEqual([]);
    expect(await showCode(deps(), admin, ask(0))).toEqual({ code: code(0) });
    expect(await seen()).toMatchObject([
      { actor_kind: "user", actor_id: admin.userId, purpose: "staff" },
    ]);
    const [audit] = await database.sql`
      select action, after from audit_log where subject_kind = 'coupon' and subject_id = ${id(0)}`;
    expect(audit).toMatchObject({
      action: "coupon.code_shown",
      after: { reason: "Winner lost the mail" },
    });
    expect(JSON.stringify(audit)).not.toContain(code(0));
    // What cannot be recorded is not shown.
    await database.sql`alter table audit_log add constraint no_more check (action <> 'coupon.code_shown') not valid`;
    await expect(showCode(deps(), admin, ask(0))).rejects.toThrow(/no_more/);
    await database.sql`alter table audit_log drop constraint no_more`;
    expect(await seen()).toHaveLength(1);
  });

  it("cannot lose its owner by any other statement", async () => {
    await put(0, "ISSUED");
    await expect(
      database.sql`update coupon set play_id = null, state = 'AVAILABLE' where id = ${id(0)}`,
    ).rejects.toThrow(/belongs to a play/);
  });
});
