// What the promoter keeps in order beside posting: registrations, signs of life, receipts, channel checks, the pace.

import type { Executor } from "#lib/platform/database.ts";
import type { WireApp } from "#lib/promotions/client/wire.ts";
import type { Platform } from "#lib/promotions/contract.ts";

export interface TendedGuild {
  readonly id: string;
  readonly platform: Platform;
  readonly guildId: string;
  readonly serverUuid: string;
  readonly region: string | null;
  readonly language: string | null;
  readonly channelId: string | null;
  readonly hasChannel: boolean;
  /** Unix seconds: when it was registered last, or now. */
  readonly registeredS: number;
}

const tendedColumns = `id, platform, guild_id as "guildId", server_uuid as "serverUuid", region, language,
  channel_id as "channelId", (channel_id is not null or target_ct is not null) as "hasChannel",
  floor(extract(epoch from coalesce(registered_at, clock_timestamp())))::float8 as "registeredS"`;

/**
 * Guilds that this process has not registered since it started, and those the API forgot. A try is noted at once, so
 * that one that fails waits, and two workers do not ask for the same one.
 */
export async function takeUnregistered(
  db: Executor,
  {
    startedMs,
    retryMs,
    limit,
  }: { readonly startedMs: number; readonly retryMs: number; readonly limit: number },
): Promise<TendedGuild[]> {
  return db<TendedGuild[]>`
    update promoter_guild set heartbeat_at = clock_timestamp()
    where id in (
      select id from promoter_guild
      where enabled and (registered_at is null or registered_at < to_timestamp(${startedMs / 1000}::float8))
        and (heartbeat_at is null or heartbeat_at < to_timestamp(${startedMs / 1000}::float8)
          or heartbeat_at < clock_timestamp() - make_interval(secs => ${retryMs / 1000}::float8))
      order by registered_at nulls first limit ${limit} for update skip locked)
    returning ${db.unsafe(tendedColumns)}`;
}

/** Another UUID than ours: the API knew the guild by it, and its batch is another one. */
export async function saveRegistration(
  db: Executor,
  {
    id,
    serverUuid,
    atMs,
  }: { readonly id: string; readonly serverUuid: string; readonly atMs: number },
): Promise<void> {
  await db`
    update promoter_guild set registered_at = to_timestamp(${atMs / 1000}::float8), last_error = null,
      cache = case when server_uuid = ${serverUuid} then cache else null end,
      server_uuid = ${serverUuid}, updated_at = now()
    where id = ${id}`;
}

/**
 * Guilds that were disconnected, once no visit is under way and their receipts are out: the API takes none of a promo
 * server that is unregistered. After a day they are waited for no more. A try is noted at once, as with registrations.
 */
export async function takeLeaving(
  db: Executor,
  { retryMs, limit }: { readonly retryMs: number; readonly limit: number },
): Promise<TendedGuild[]> {
  return db<TendedGuild[]>`
    update promoter_guild set heartbeat_at = clock_timestamp()
    where id in (
      select id from promoter_guild g
      where leaving_at is not null and (lease_until is null or lease_until <= clock_timestamp())
        and (heartbeat_at is null
          or heartbeat_at < clock_timestamp() - make_interval(secs => ${retryMs / 1000}::float8))
        and (leaving_at < clock_timestamp() - interval '1 day'
          or not exists (select 1 from promoter_post p where p.guild_id = g.id and p.state = 'POSTED'))
      order by leaving_at limit ${limit} for update skip locked)
    returning ${db.unsafe(tendedColumns)}`;
}

/** The API has unregistered it. One that was connected again meanwhile is registered again. */
export async function endLeaving(db: Executor, id: string): Promise<void> {
  await db`
    with gone as (delete from promoter_guild where id = ${id} and leaving_at is not null returning id)
    update promoter_guild set enabled = true, registered_at = null, heartbeat_at = null, updated_at = now()
    where id = ${id} and leaving_at is null`;
}

export async function takeSilent(
  db: Executor,
  { everyMs, limit }: { readonly everyMs: number; readonly limit: number },
): Promise<TendedGuild[]> {
  return db<TendedGuild[]>`
    update promoter_guild set heartbeat_at = clock_timestamp()
    where id in (
      select id from promoter_guild
      where enabled and registered_at is not null
        and heartbeat_at < clock_timestamp() - make_interval(secs => ${everyMs / 1000}::float8)
      order by heartbeat_at limit ${limit} for update skip locked)
    returning ${db.unsafe(tendedColumns)}`;
}

/** A refused call. `then`: stop serving the guild, register it anew, or only tell what was wrong. */
export async function noteRefusal(
  db: Executor,
  {
    id,
    reason,
    then,
  }: {
    readonly id: string;
    readonly reason: string;
    readonly then: "stop" | "register" | "go_on";
  },
): Promise<void> {
  await db`
    update promoter_guild set last_error = ${reason}, enabled = enabled and not ${then === "stop"}::boolean,
      registered_at = case when ${then === "register"}::boolean then null else registered_at end,
      updated_at = now()
    where id = ${id}`;
}

export interface WaitingReceipt {
  readonly id: string;
  readonly serverUuid: string;
  readonly app: WireApp;
  readonly intendedMs: number;
  readonly messageId: string;
  readonly channelId: string;
  readonly attempts: number;
}

/** Each is taken for half a minute; a worker that dies leaves it to the next, under the same eventId. */
export async function takeReceipts(db: Executor, limit: number): Promise<WaitingReceipt[]> {
  return db<WaitingReceipt[]>`
    update promoter_post set attempts = attempts + 1,
      next_attempt_at = clock_timestamp() + interval '30 seconds'
    where id in (
      select id from promoter_post where state = 'POSTED' and next_attempt_at <= clock_timestamp()
      order by next_attempt_at limit ${limit} for update skip locked)
    returning id, server_uuid as "serverUuid", app, message_id as "messageId",
      channel_id as "channelId", attempts,
      (extract(epoch from intended_at) * 1000)::float8 as "intendedMs"`;
}

export async function endReceipt(
  db: Executor,
  {
    id,
    state,
    reason,
  }: {
    readonly id: string;
    readonly state: "ACKNOWLEDGED" | "REFUSED";
    readonly reason: string | null;
  },
): Promise<void> {
  await db`
    update promoter_post set state = ${state}::text::promoter_post_state, last_error = ${reason}
    where id = ${id} and state = 'POSTED'`;
}

export async function delayReceipt(
  db: Executor,
  {
    id,
    delayMs,
    reason,
  }: { readonly id: string; readonly delayMs: number; readonly reason: string },
): Promise<void> {
  await db`
    update promoter_post set last_error = ${reason},
      next_attempt_at = clock_timestamp() + make_interval(secs => ${delayMs / 1000}::float8)
    where id = ${id} and state = 'POSTED'`;
}

export async function deleteOldPosts(db: Executor): Promise<number> {
  const rows = await db`
    delete from promoter_post where id in (
      select id from promoter_post where intended_at < now() - interval '30 days'
        and state in ('ACKNOWLEDGED', 'REFUSED', 'DROPPED')
      order by intended_at limit 1000)
    returning id`;
  return rows.length;
}

export interface CheckedChannel {
  readonly guildRowId: string;
  readonly serverId: string;
  readonly platform: Platform;
  readonly region: string;
  readonly channelId: string | null;
  readonly targetCt: Buffer | null;
  readonly targetOf: string;
  readonly secretCt: Buffer | null;
  readonly previousSecretCt: Buffer | null;
}

/**
 * Channels whose check is due, so many of each region. Taken means five minutes of rest: what a dead worker took is
 * due again after that, and what was checked after an hour.
 */
export async function takeUnchecked(
  db: Executor,
  { perRegion, except }: { readonly perRegion: number; readonly except: readonly string[] },
): Promise<CheckedChannel[]> {
  return db<CheckedChannel[]>`
    with due as (
      select id from (
        select s.id, row_number() over (
          partition by coalesce(s.region, g.region, '') order by s.checked_at nulls first, s.id) as place
        from promo_server s join promoter_guild g on g.server_uuid = s.id
        where g.enabled and s.blocked_at is null and s.unregistered_at is null
          and (s.checked_at is null or s.checked_at <= clock_timestamp() - interval '1 hour')
          and coalesce(s.region, g.region, '') <> all(${[...except]}::text[])) d
      where place <= ${perRegion}),
    free as (
      select id from promo_server where id in (select id from due)
        and (checked_at is null or checked_at <= clock_timestamp() - interval '1 hour')
      for update skip locked),
    taken as (
      update promo_server s set checked_at = clock_timestamp() - interval '55 minutes'
      from free where s.id = free.id returning s.*)
    select g.id as "guildRowId", s.id as "serverId", g.platform,
      coalesce(s.region, g.region, '') as region,
      coalesce(s.channel_id, g.channel_id) as "channelId",
      coalesce(s.target_ct, g.target_ct) as "targetCt",
      case when s.target_ct is null then g.id else s.id end as "targetOf",
      g.secret_ct as "secretCt",
      case when g.previous_until > clock_timestamp() then g.previous_secret_ct end as "previousSecretCt"
    from taken s join promoter_guild g on g.server_uuid = s.id`;
}

export async function markChecked(db: Executor, serverId: string): Promise<void> {
  await db`update promo_server set checked_at = clock_timestamp() where id = ${serverId}`;
}

/** Milliseconds until the turn that was taken; at once: 0 or less. Turns of one platform are `everyMs` apart. */
export async function takePaceTurn(
  db: Executor,
  platform: Platform,
  everyMs: number,
): Promise<number> {
  const [row] = await db<{ waitMs: number }[]>`
    insert into promoter_pace as p (platform, next_at)
    values (${platform}::text::promo_platform, clock_timestamp() + make_interval(secs => ${everyMs / 1000}::float8))
    on conflict (platform) do update
      set next_at = greatest(p.next_at, clock_timestamp()) + make_interval(secs => ${everyMs / 1000}::float8)
    returning (extract(epoch from p.next_at - clock_timestamp()) * 1000)::float8 - ${everyMs}::float8 as "waitMs"`;
  return row?.waitMs ?? 0;
}

/** How far away the next turn is, without taking it. */
export async function readPace(db: Executor, platform: Platform): Promise<number> {
  const [row] = await db<{ waitMs: number }[]>`
    select (extract(epoch from next_at - clock_timestamp()) * 1000)::float8 as "waitMs"
    from promoter_pace where platform = ${platform}::text::promo_platform`;
  return row?.waitMs ?? 0;
}

export async function holdPace(db: Executor, platform: Platform, ms: number): Promise<void> {
  await db`
    insert into promoter_pace as p (platform, next_at)
    values (${platform}::text::promo_platform, clock_timestamp() + make_interval(secs => ${ms / 1000}::float8))
    on conflict (platform) do update set next_at = greatest(p.next_at, excluded.next_at)`;
}
