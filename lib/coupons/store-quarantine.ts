import type { Executor } from "#lib/platform/database.ts";

/**
 * Ends the coupons of the list that are free although a player was shown them once; answers
 * how many. Rows are locked in id order, as decide() locks them.
 */
export async function voidShown(db: Executor, couponIds: readonly number[]): Promise<number> {
  const rows = await db`
    with free as materialized (
      select c.id from coupon c
       where c.id = any (${`{${couponIds.join(",")}}`}::text::bigint[]) and c.state = 'AVAILABLE'
       order by c.id for update of c
    ), ended as (
      update coupon c set state = 'VOIDED' from free where c.id = free.id returning c.id, c.brand_id
    ), told as (
      insert into coupon_event (coupon_id, brand_id, kind, actor_kind, reason)
      select id, brand_id, 'quarantined', 'system', 'shown before a restore' from ended order by id
    )
    select id from ended`;
  return rows.length;
}
