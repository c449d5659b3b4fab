import type { Executor } from "#lib/platform/database.ts";
import {
  type ActivityLevel,
  offlineAfterMinutes,
  type Platform,
} from "#lib/promotions/contract.ts";

/** What bots say of a promo server; all of it is written together. */
export interface ServerTraits {
  readonly name: string;
  readonly userCount: number | null;
  readonly activityLevel: ActivityLevel | null;
  readonly hasPromotionChannel: boolean | null;
  readonly region: string | null;
  readonly language: string | null;
  readonly channelId: string | null;
  readonly optedInAt: string | null;
  readonly optedInBy: string | null;
  readonly blockedCategories: readonly string[];
}

export interface KnownServer extends ServerTraits {
  readonly id: string;
  readonly ownerId: string;
  readonly isRegistered: boolean;
  readonly isAway: boolean;
  readonly isBlocked: boolean;
}

/** Registrations take turns: no two can take the same guild, UUID or slot. Held until the transaction ends. */
export async function lockRegistry(tx: Executor): Promise<void> {
  await tx`select pg_advisory_xact_lock(74017, hashtext('promo-servers'))`;
}

export async function lockByGuild(
  tx: Executor,
  { platform, guildId }: { readonly platform: Platform; readonly guildId: string },
): Promise<KnownServer | undefined> {
  const [row] = await tx<KnownServer[]>`
    select id, owner_id as "ownerId", unregistered_at is null as "isRegistered",
      blocked_at is not null as "isBlocked",
      (offline_at is not null
        or last_seen_at < now() - make_interval(mins => ${offlineAfterMinutes})) as "isAway",
      name, user_count as "userCount", activity_level as "activityLevel",
      has_promotion_channel as "hasPromotionChannel", region, language, channel_id as "channelId",
      opted_in_at as "optedInAt", opted_in_by as "optedInBy",
      blocked_categories as "blockedCategories"
    from promo_server where platform = ${platform}::text::promo_platform and guild_id = ${guildId}
    for update`;
  return row;
}

export async function findOwner(db: Executor, id: string): Promise<string | undefined> {
  const [row] = await db<{ ownerId: string }[]>`
    select owner_id as "ownerId" from promo_server where id = ${id}`;
  return row?.ownerId;
}

/** The lowest that no promo server holds. Only under `lockRegistry`. */
export async function lowestFreeSlot(tx: Executor): Promise<number> {
  const [row] = await tx<{ slot: number }[]>`
    select min(free) as slot from (
      select 0 as free where not exists (select 1 from promo_server where slot = 0)
      union all
      select s.slot + 1 from promo_server s
      where s.slot is not null
        and not exists (select 1 from promo_server n where n.slot = s.slot + 1)) candidates`;
  if (!row) throw new Error("an aggregate has one row");
  return row.slot;
}

export interface NewServer extends ServerTraits {
  readonly id: string;
  readonly slot: number;
  readonly ownerId: string;
  readonly platform: Platform;
  readonly guildId: string;
  /** Unix seconds as the bot said; null: now. */
  readonly registeredAt: number | null;
}

export async function insertServer(tx: Executor, row: NewServer): Promise<void> {
  await tx`
    insert into promo_server (id, slot, owner_id, platform, guild_id, registered_at, name, user_count,
      activity_level, has_promotion_channel, region, language, channel_id, opted_in_at, opted_in_by,
      blocked_categories)
    values (${row.id}, ${row.slot}, ${row.ownerId}, ${row.platform}::text::promo_platform, ${row.guildId},
      coalesce(to_timestamp(${row.registeredAt}::float8), now()), ${row.name}, ${row.userCount},
      ${row.activityLevel}::text::promo_activity, ${row.hasPromotionChannel}, ${row.region},
      ${row.language}, ${row.channelId},
      case when ${row.optedInBy}::text is not null then coalesce(${row.optedInAt}::text::timestamptz, now()) end,
      ${row.optedInBy},
      ${[...row.blockedCategories]}::text[])`;
}

/** Written by a registration: a sign of life, and back among the registered ones with the slot if it has none. */
export async function updateServer(
  tx: Executor,
  id: string,
  traits: ServerTraits,
  { slot, ownerId }: { readonly slot: number | null; readonly ownerId: string },
): Promise<void> {
  await tx`
    update promo_server set last_seen_at = clock_timestamp(), offline_at = null,
      unregistered_at = null, slot = coalesce(slot, ${slot}), owner_id = ${ownerId}, name = ${traits.name},
      user_count = ${traits.userCount}, activity_level = ${traits.activityLevel}::text::promo_activity,
      has_promotion_channel = ${traits.hasPromotionChannel}, region = ${traits.region},
      language = ${traits.language}, channel_id = ${traits.channelId},
      opted_in_at = case when ${traits.optedInBy}::text is not null
        then coalesce(${traits.optedInAt}::text::timestamptz, now()) end,
      opted_in_by = ${traits.optedInBy},
      blocked_categories = ${[...traits.blockedCategories]}::text[]
    where id = ${id}`;
}

export interface SeenServer {
  readonly id: string;
  readonly isRegistered: boolean;
  /** Before this call. */
  readonly wasAway: boolean;
  readonly isBlocked: boolean;
  /** Unix seconds, before this call. */
  readonly lastSeenS: number;
  readonly seenS: number;
  readonly batchVersion: number;
  readonly batchSize: number;
  readonly blockedCategories: readonly string[];
  readonly batchMax: number | null;
  readonly postsPerDayMax: number | null;
  readonly messagesBetween: number;
  readonly userCount: number | null;
  readonly activityLevel: ActivityLevel | null;
  readonly hasPromotionChannel: boolean | null;
  readonly manualWeight: number | null;
}

/**
 * A sign of life of an owner's promo server, and what is known of it; one that comes back from silence asks for an
 * allocation. One that was unregistered is found and stays as it is. Undefined: this owner has none with that id.
 */
export async function markSeen(
  db: Executor,
  { id, ownerId }: { readonly id: string; readonly ownerId: string },
): Promise<SeenServer | undefined> {
  const [row] = await db<SeenServer[]>`
    with seen as (
      update promo_server s set
        last_seen_at = case when s.unregistered_at is null then clock_timestamp() else s.last_seen_at end,
        offline_at = case when s.unregistered_at is null then null else s.offline_at end
      from (
        select id, last_seen_at as seen_at, (offline_at is not null
          or last_seen_at < now() - make_interval(mins => ${offlineAfterMinutes})) as was_away
        from promo_server where id = ${id} and owner_id = ${ownerId} for update) before
      where s.id = before.id
      returning s.*, before.seen_at, before.was_away),
    want as (
      insert into allocation_want (trigger)
      select 'promo_server' from seen where was_away and unregistered_at is null)
    select id, unregistered_at is null as "isRegistered", was_away as "wasAway",
      blocked_at is not null as "isBlocked",
      floor(extract(epoch from seen_at))::float8 as "lastSeenS",
      floor(extract(epoch from last_seen_at))::float8 as "seenS",
      batch_version::float8 as "batchVersion",
      (select count(*)::int from placement p where p.server_id = seen.id) as "batchSize",
      blocked_categories as "blockedCategories", batch_max as "batchMax",
      posts_per_day_max as "postsPerDayMax", messages_between as "messagesBetween",
      user_count as "userCount", activity_level as "activityLevel",
      has_promotion_channel as "hasPromotionChannel", manual_weight as "manualWeight"
    from seen`;
  return row;
}

/** True when it was registered until then. Its slot is free from the commit on. */
export async function endRegistration(
  tx: Executor,
  { id, ownerId }: { readonly id: string; readonly ownerId: string },
): Promise<boolean> {
  const rows = await tx`
    update promo_server set unregistered_at = clock_timestamp(), slot = null, offline_at = null
    where id = ${id} and owner_id = ${ownerId} and unregistered_at is null returning id`;
  return rows.length > 0;
}

export interface SilentServer {
  readonly id: string;
  readonly platform: Platform;
  readonly guildId: string;
  readonly lastSeenAt: string;
  readonly placements: number;
}

/** Marks promo servers offline whose silence is long enough and that nobody marked yet; oldest silence first. */
export async function markOffline(tx: Executor, limit: number): Promise<SilentServer[]> {
  return tx<SilentServer[]>`
    update promo_server s set offline_at = clock_timestamp()
    from (
      select id from promo_server
      where unregistered_at is null and offline_at is null
        and last_seen_at < now() - make_interval(mins => ${offlineAfterMinutes})
      order by last_seen_at limit ${limit} for update skip locked) silent
    where s.id = silent.id
    returning s.id, s.platform, s.guild_id as "guildId", s.last_seen_at as "lastSeenAt",
      (select count(*)::int from placement p where p.server_id = s.id) as placements`;
}
