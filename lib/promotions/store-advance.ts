import type { Executor } from "#lib/platform/database.ts";
import type { PromotionState } from "#lib/promotions/contract.ts";

export interface AdvancedPromotion {
  readonly id: string;
  readonly before: PromotionState;
  readonly after: PromotionState;
}

/** One that is over before anybody looked ends without having been live. Rows in hand are left to the next round. */
export async function stepPromotions(db: Executor): Promise<AdvancedPromotion[]> {
  return db<AdvancedPromotion[]>`
    with due as (
      select id, state, case when ends_at <= clock_timestamp() then 'ended' else 'live' end as next
      from promotion
      where (state in ('scheduled', 'live', 'paused') and ends_at <= clock_timestamp())
        or (state = 'scheduled' and starts_at <= clock_timestamp())
      order by id limit 500 for no key update skip locked)
    update promotion m set state = due.next::promotion_state
    from due where m.id = due.id
    returning m.id, due.state as before, due.next as after`;
}

export interface ShortPromotion {
  readonly id: string;
  readonly wireKey: string;
  readonly appName: string;
  readonly brandId: string | null;
  readonly servers: number;
  readonly exposures: number;
  /** What was said when it was booked. */
  readonly statedMissing: number;
}

/** Promotions that are over without all of their exposures; each is answered once. */
export async function closeShort(db: Executor, graceMinutes: number): Promise<ShortPromotion[]> {
  return db<ShortPromotion[]>`
    with due as (
      select id from promotion
      where state = 'ended' and delivered_at is null
        and ends_at <= clock_timestamp() - make_interval(mins => ${graceMinutes})
      order by id limit 500 for no key update skip locked)
    update promotion m set delivered_at = clock_timestamp()
    from due where m.id = due.id
    returning m.id, m.wire_key as "wireKey", m.app_name as "appName", m.brand_id as "brandId", m.servers,
      (select count(*)::int from exposure e where e.promotion_id = m.id and e.billed_as is not null)
        as exposures,
      coalesce((m.stated_shortfall ->> 'missing')::int, 0) as "statedMissing"`;
}

/** No bot speaks for the promo servers of the demo: they are there as long as the demo is. */
export async function keepDemoServers(db: Executor): Promise<void> {
  await db`
    update promo_server set last_seen_at = clock_timestamp()
    where demo and unregistered_at is null and last_seen_at < clock_timestamp() - interval '10 minutes'`;
}
