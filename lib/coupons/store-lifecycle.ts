import type { CouponState } from "#lib/coupons/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface LifeRow {
  readonly id: string;
  readonly brandId: string;
  readonly poolId: string;
  readonly state: CouponState;
  readonly mask: string;
  readonly playId: string | null;
  readonly redeemedAt: string | null;
  readonly isExpired: boolean;
  readonly prize: string | null;
  /** Reference of the redemption in force, if the till gave one. */
  readonly reference: string | null;
}

function selection(db: Executor) {
  return db`
    select c.id::text as id, c.brand_id as "brandId", c.pool_id as "poolId", c.state, c.mask,
      c.play_id as "playId", c.redeemed_at as "redeemedAt",
      c.expires_at is not null and c.expires_at <= clock_timestamp() as "isExpired", z.name as prize,
      (select e.reference from coupon_event e where e.coupon_id = c.id and e.kind = 'redeemed'
        order by e.id desc limit 1) as reference
    from coupon c left join prize z on z.id = c.prize_id`;
}

/** Found by the keyed hash within a brand; null brand: staff, who may look in all. Locked until the transaction ends. */
export async function lockByCode(
  db: Executor,
  codeHmac: Buffer,
  brandId: string | null,
): Promise<LifeRow | undefined> {
  const [row] = await db<LifeRow[]>`
    ${selection(db)}
    where c.code_hmac = ${codeHmac} and (${brandId}::uuid is null or c.brand_id = ${brandId}::uuid)
    order by c.id limit 1 for update of c`;
  return row;
}

export async function lockById(
  db: Executor,
  couponId: string,
  brandId: string | null,
): Promise<LifeRow | undefined> {
  const [row] = await db<LifeRow[]>`
    ${selection(db)}
    where c.id = ${couponId}::bigint and (${brandId}::uuid is null or c.brand_id = ${brandId}::uuid)
    for update of c`;
  return row;
}

/** The play a coupon belongs to at this moment; not locked, so whoever acts on it has to look again. */
export async function findOwner(
  db: Executor,
  couponId: string,
  brandId: string | null,
): Promise<string | null> {
  const [row] = await db<{ playId: string | null }[]>`
    select play_id as "playId" from coupon
    where id = ${couponId}::bigint and (${brandId}::uuid is null or brand_id = ${brandId}::uuid)`;
  return row?.playId ?? null;
}

/** Sets the state under the row lock the caller holds; returns the moment of redemption, if it is one. */
export async function updateState(
  db: Executor,
  couponId: string,
  state: "REDEEMED" | "ISSUED" | "VOIDED",
): Promise<string | null> {
  const [row] = await db<{ redeemedAt: string | null }[]>`
    update coupon set state = ${state}::coupon_state,
      redeemed_at = case when ${state === "REDEEMED"}::boolean then clock_timestamp() end
    where id = ${couponId}::bigint returning redeemed_at as "redeemedAt"`;
  return row?.redeemedAt ?? null;
}

/** The one way back into the pool: the coupon forgets its play, and only from RESERVED. */
export async function releaseReserved(db: Executor, couponId: string): Promise<void> {
  await db`
    update coupon set state = 'AVAILABLE', play_id = null, prize_id = null, reserved_at = null, expires_at = null
    where id = ${couponId}::bigint and state = 'RESERVED'`;
}

export interface NewEvent {
  readonly couponId: string;
  readonly brandId: string;
  readonly kind: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly reason: string | null;
  readonly reference: string | null;
}

export async function insertEvent(db: Executor, event: NewEvent): Promise<void> {
  await db`
    insert into coupon_event (coupon_id, brand_id, kind, actor_kind, actor_id, reason, reference)
    values (${event.couponId}::bigint, ${event.brandId}, ${event.kind}, ${event.actorKind}, ${event.actorId},
      ${event.reason}, ${event.reference})`;
}

/** Ends issued coupons past their own time, a block at a time and in id order. */
export async function expireIssued(db: Executor, limit: number): Promise<number> {
  const result = await db`
    with due as (
      select id from coupon where state = 'ISSUED' and expires_at <= clock_timestamp()
      order by id limit ${limit} for update skip locked
    ), expired as (
      update coupon c set state = 'EXPIRED' from due where due.id = c.id returning c.id, c.brand_id
    )
    insert into coupon_event (coupon_id, brand_id, kind, actor_kind)
    select id, brand_id, 'expired', 'system' from expired`;
  return result.count;
}

/**
 * Ends free codes of pools past their time, one pool a call. Reserved ones never: a win nobody has seen yet is
 * not taken back by a timer.
 */
export async function expireFree(db: Executor, limit: number): Promise<number> {
  const result = await db`
    with pool as (
      select p.id from coupon_pool p where p.codes_expire_at <= clock_timestamp()
        and exists (select 1 from coupon c where c.pool_id = p.id and c.state = 'AVAILABLE')
      order by p.id limit 1
    ), due as (
      select c.id from coupon c
      where c.pool_id = (select id from pool) and c.state = 'AVAILABLE'
      order by c.id limit ${limit} for update skip locked
    ), expired as (
      update coupon c set state = 'EXPIRED' from due where due.id = c.id returning c.id, c.brand_id
    )
    insert into coupon_event (coupon_id, brand_id, kind, actor_kind)
    select id, brand_id, 'expired', 'system' from expired`;
  return result.count;
}
