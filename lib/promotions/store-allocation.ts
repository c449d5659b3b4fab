import type { Executor } from "#lib/platform/database.ts";
import {
  type ActivityLevel,
  type AllocationTrigger,
  allocationEveryMinutes,
  offlineAfterMinutes,
  type Platform,
} from "#lib/promotions/contract.ts";

export async function insertWant(db: Executor, trigger: AllocationTrigger): Promise<void> {
  await db`insert into allocation_want (trigger) values (${trigger}::text::allocation_trigger)`;
}

export interface Head {
  readonly version: number;
  readonly epoch: number;
  /** By the database clock, in milliseconds. */
  readonly nowMs: number;
  /** A quarter of an hour has gone by since the epoch began; also when none ever did. */
  readonly isEpochOver: boolean;
  /** The seed of the draws, where a change of the master secret kept it. */
  readonly seedCt: Buffer | null;
}

const headColumns = `version::float8 as version, epoch::float8 as epoch,
  extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs",
  epoch_started_at is null
    or epoch_started_at <= clock_timestamp() - make_interval(mins => ${allocationEveryMinutes}) as "isEpochOver",
  (select sealed_key from kept_key where purpose = 'allocation') as "seedCt"`;

/** A large network takes seconds to compute and to write on a busy machine; nobody's request waits for that. */
export async function allowLongRun(db: Executor): Promise<void> {
  await db`set local statement_timeout = '1min'`;
  await db`set local idle_in_transaction_session_timeout = '1min'`;
}

/** Whoever has the head computes and writes; the others wait here until it has committed. */
export async function lockHead(db: Executor): Promise<Head> {
  const [row] = await db<Head[]>`select ${db.unsafe(headColumns)} from allocation_head for update`;
  if (!row) throw new Error("the head of allocations is missing");
  return row;
}

export async function readHead(db: Executor): Promise<Head> {
  const [row] = await db<Head[]>`select ${db.unsafe(headColumns)} from allocation_head`;
  if (!row) throw new Error("the head of allocations is missing");
  return row;
}

/** Why an allocation is due; undefined: it is not. */
export async function findDue(db: Executor): Promise<AllocationTrigger | undefined> {
  const [row] = await db<{ trigger: AllocationTrigger }[]>`
    select trigger from (
      (select trigger, 0 as later from allocation_want order by id limit 1)
      union all
      select 'schedule', 1 from allocation_head where epoch_started_at is null
        or epoch_started_at <= clock_timestamp() - make_interval(mins => ${allocationEveryMinutes})) due
    order by later limit 1`;
  return row?.trigger;
}

/**
 * Takes the wants that can be seen. Called before the rows are read: whatever a want stands for was committed with
 * it, and one that commits later stays for the next run.
 */
export async function takeWants(db: Executor): Promise<void> {
  await db`delete from allocation_want`;
}

export interface ServerRow {
  readonly id: string;
  readonly slot: number;
  readonly platform: Platform;
  readonly region: string | null;
  readonly language: string | null;
  readonly userCount: number | null;
  readonly activityLevel: ActivityLevel | null;
  readonly hasPromotionChannel: boolean | null;
  readonly blockedCategories: readonly string[];
  readonly manualWeight: number | null;
  readonly batchMax: number | null;
  readonly postsPerDayMax: number | null;
  readonly demo: boolean;
}

/** Promo servers that may be posted to: opted in, heard of within the hour, neither blocked nor unregistered. */
export function selectLiveServers(db: Executor): Promise<ServerRow[]> {
  return db<ServerRow[]>`
    select id, slot, platform, region, language, user_count as "userCount",
      activity_level as "activityLevel", has_promotion_channel as "hasPromotionChannel",
      blocked_categories as "blockedCategories", manual_weight as "manualWeight",
      batch_max as "batchMax", posts_per_day_max as "postsPerDayMax", demo
    from promo_server
    where unregistered_at is null and blocked_at is null and slot is not null and opted_in_at is not null
      and last_seen_at >= clock_timestamp() - make_interval(mins => ${offlineAfterMinutes})
    order by id`;
}

export interface ActiveRow {
  readonly id: string;
  readonly servers: number;
  /** So many of them were said to be missing when it was booked: they are had when there is room. */
  readonly stated: number;
  readonly regions: readonly string[];
  readonly languages: readonly string[];
  readonly platforms: readonly string[];
  readonly minUsers: number;
  readonly maxUsers: number | null;
  readonly category: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly served: number;
  readonly age: number;
  readonly lastAllocatedAtMs: number | null;
  readonly edited: boolean;
  readonly demo: boolean;
  readonly variants: readonly string[];
}

const activeColumns = `m.id, m.servers, coalesce((m.stated_shortfall ->> 'missing')::int, 0) as stated, m.regions, m.languages, m.platforms, m.min_users as "minUsers",
  m.max_users as "maxUsers", m.category, extract(epoch from m.starts_at)::float8 * 1000 as "startsAtMs",
  extract(epoch from m.ends_at)::float8 * 1000 as "endsAtMs", m.served, m.age,
  extract(epoch from m.last_allocated_at)::float8 * 1000 as "lastAllocatedAtMs", m.edited, m.demo,
  (select coalesce(array_agg(v.id::text order by v.position), '{}')
    from promotion_variant v where v.promotion_id = m.id) as variants`;

/** Promotions that run now. One that ended, was paused or cancelled is not among them from that moment on. */
export function selectActive(db: Executor): Promise<ActiveRow[]> {
  return db<ActiveRow[]>`
    select ${db.unsafe(activeColumns)} from promotion m
    where m.state = 'live' and m.starts_at <= clock_timestamp() and m.ends_at > clock_timestamp()
    order by m.id`;
}

/** Promotions that run or will run at some time of a window, as booked. */
export function selectBookedBetween(
  db: Executor,
  window: { readonly startsAt: string; readonly endsAt: string; readonly demo: boolean },
): Promise<ActiveRow[]> {
  return db<ActiveRow[]>`
    select ${db.unsafe(activeColumns)} from promotion m
    where m.state in ('scheduled', 'live') and m.demo = ${window.demo}
      and m.starts_at < ${window.endsAt} and m.ends_at > ${window.startsAt}
      and m.ends_at > clock_timestamp()
    order by m.id`;
}

export interface PlacementRow {
  readonly promotionId: string;
  readonly serverId: string;
  readonly variantId: string;
  readonly drawIndex: number;
  readonly sinceEpoch: number;
}

export function selectPlacements(db: Executor): Promise<PlacementRow[]> {
  return db<PlacementRow[]>`
    select promotion_id as "promotionId", server_id as "serverId", variant_id as "variantId",
      draw_index as "drawIndex", since_epoch::float8 as "sinceEpoch"
    from placement order by promotion_id, server_id`;
}

export interface ExposedRow {
  readonly promotionId: string;
  readonly serverId: string;
  readonly variantId: string;
}

/** Where running promotions were posted, on whichever promo server that was. */
export function selectExposed(db: Executor): Promise<ExposedRow[]> {
  return db<ExposedRow[]>`
    select e.promotion_id as "promotionId", e.server_id as "serverId", e.variant_id as "variantId"
    from exposure e join promotion m on m.id = e.promotion_id
    where m.state in ('live', 'scheduled') and m.ends_at > clock_timestamp()
    order by 1, 2`;
}
