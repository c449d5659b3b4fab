import type { Executor, Sql } from "#lib/platform/database.ts";
import type { BatchCache } from "#lib/promotions/client/batch-source.ts";
import type { Rotation } from "#lib/promotions/client/schedule.ts";
import type { WireApp } from "#lib/promotions/client/wire.ts";
import type { Platform } from "#lib/promotions/contract.ts";

/** A guild under the lease of whoever took it. */
export interface TakenGuild {
  readonly id: string;
  readonly platform: Platform;
  readonly guildId: string;
  readonly serverUuid: string;
  readonly region: string;
  readonly channelId: string | null;
  readonly targetCt: Buffer | null;
  /** The row that `targetCt` is sealed for. */
  readonly targetOf: string;
  readonly guildRowId: string;
  readonly secretCt: Buffer | null;
  /** Null once it signs no more. */
  readonly previousSecretCt: Buffer | null;
  readonly messagesBetween: number;
  readonly cache: BatchCache | null;
  readonly rotation: Rotation | null;
  readonly nextPostMs: number | null;
}

/** What a promo server itself says of its channel goes before what the guild was connected with. */
const guildColumns = `g.id, g.platform, g.guild_id as "guildId", g.server_uuid as "serverUuid",
  coalesce(s.region, g.region, '') as region,
  coalesce(s.channel_id, g.channel_id) as "channelId",
  coalesce(s.target_ct, g.target_ct) as "targetCt",
  case when s.target_ct is null then g.id else s.id end as "targetOf",
  g.id as "guildRowId", g.secret_ct as "secretCt",
  case when g.previous_until > clock_timestamp() then g.previous_secret_ct end as "previousSecretCt",
  coalesce(s.messages_between, 0) as "messagesBetween", g.cache, g.rotation,
  (extract(epoch from g.next_post_at) * 1000)::float8 as "nextPostMs"`;

export interface TakeGuilds {
  readonly nowMs: number;
  readonly token: string;
  readonly leaseMs: number;
  readonly perRegion: number;
  /** Regions that are being worked on. */
  readonly except: readonly string[];
}

/**
 * Leases guilds whose turn it is, the same number at most of every region, so that none waits behind another's. Safe
 * for any number of workers: a row is locked and judged again before it is taken.
 */
export async function takeDueGuilds(db: Executor, take: TakeGuilds): Promise<TakenGuild[]> {
  return db<TakenGuild[]>`
    with due as (
      select id from (
        select g.id, row_number() over (
          partition by coalesce(s.region, g.region, '') order by g.next_post_at nulls first) as place
        from promoter_guild g left join promo_server s on s.id = g.server_uuid
        where g.enabled and g.registered_at is not null
          and (g.next_post_at is null or g.next_post_at <= to_timestamp(${take.nowMs / 1000}::float8))
          and (g.lease_until is null or g.lease_until <= clock_timestamp())
          and s.blocked_at is null and s.unregistered_at is null
          and coalesce(s.region, g.region, '') <> all(${[...take.except]}::text[])) d
      where place <= ${take.perRegion}),
    free as (
      select id from promoter_guild where id in (select id from due)
        and (lease_until is null or lease_until <= clock_timestamp())
      for update skip locked),
    taken as (
      update promoter_guild g set lease_token = ${take.token},
        lease_until = clock_timestamp() + make_interval(secs => ${take.leaseMs / 1000}::float8)
      from free where g.id = free.id returning g.*)
    select ${db.unsafe(guildColumns)} from taken g left join promo_server s on s.id = g.server_uuid`;
}

export interface GuildChange {
  readonly cache?: BatchCache | null;
  readonly rotation?: Rotation;
  readonly nextPostMs?: number;
  readonly lastError?: string | null;
  readonly enabled?: boolean;
  /** The API does not know it any more. */
  readonly unknown?: boolean;
  readonly release?: boolean;
}

/** Under the fence: false, and nothing is written, when the lease has gone to another worker or is over. */
export async function keepGuild(
  db: Executor,
  { id, token }: { readonly id: string; readonly token: string },
  change: GuildChange,
): Promise<boolean> {
  const text = (value: unknown) => (value ? JSON.stringify(value) : null);
  const rows = await db`
    update promoter_guild set
      cache = case when ${change.cache !== undefined}::boolean then ${text(change.cache)}::text::jsonb else cache end,
      rotation = coalesce(${text(change.rotation)}::text::jsonb, rotation),
      next_post_at = coalesce(to_timestamp(${change.nextPostMs === undefined ? null : change.nextPostMs / 1000}::float8), next_post_at),
      last_error = case when ${change.lastError !== undefined}::boolean then ${change.lastError ?? null}::text else last_error end,
      enabled = enabled and ${change.enabled ?? true}::boolean,
      registered_at = case when ${change.unknown ?? false}::boolean then null else registered_at end,
      lease_until = case when ${change.release ?? false}::boolean then null else lease_until end,
      lease_token = case when ${change.release ?? false}::boolean then null else lease_token end,
      updated_at = now()
    where id = ${id} and lease_token = ${token} and lease_until > clock_timestamp()
    returning id`;
  return rows.length > 0;
}

export interface NewPost {
  readonly postId: string;
  readonly serverUuid: string;
  readonly app: WireApp;
  readonly atMs: number;
  readonly nextPostMs: number;
  readonly rotation: Rotation;
  readonly leaseMs: number;
}

/**
 * Writes the intent, renews the lease and sets the next turn, all or nothing. False: the lease is lost, or an earlier
 * post of the guild is not settled: nothing may be posted.
 */
export async function insertIntent(
  sql: Sql,
  { id, token }: { readonly id: string; readonly token: string },
  post: NewPost,
): Promise<boolean> {
  const rows = await sql`
    with held as (
      update promoter_guild set next_post_at = to_timestamp(${post.nextPostMs / 1000}::float8),
        rotation = ${JSON.stringify(post.rotation)}::text::jsonb, updated_at = now(),
        lease_until = clock_timestamp() + make_interval(secs => ${post.leaseMs / 1000}::float8)
      where id = ${id} and lease_token = ${token} and lease_until > clock_timestamp()
        and not exists (select 1 from promoter_post where guild_id = ${id} and state = 'INTENDED')
      returning id)
    insert into promoter_post (id, guild_id, server_uuid, app, intended_at)
    select ${post.postId}, id, ${post.serverUuid}, ${JSON.stringify(post.app)}::text::jsonb,
      to_timestamp(${post.atMs / 1000}::float8)
    from held
    on conflict do nothing
    returning id`;
  return rows.length > 0;
}

export interface OpenPost {
  readonly id: string;
  readonly app: WireApp;
  readonly intendedMs: number;
}

export async function findOpenPost(db: Executor, guildId: string): Promise<OpenPost | undefined> {
  const [row] = await db<OpenPost[]>`
    select id, app, (extract(epoch from intended_at) * 1000)::float8 as "intendedMs"
    from promoter_post where guild_id = ${guildId} and state = 'INTENDED'`;
  return row;
}

/** It is on the platform: the receipt goes out next. What the platform said wins over a guess that it was not. */
export async function markPosted(
  db: Executor,
  id: string,
  message: { readonly messageId: string; readonly channelId: string },
): Promise<void> {
  await db`
    update promoter_post set state = 'POSTED', message_id = ${message.messageId},
      channel_id = ${message.channelId}, next_attempt_at = clock_timestamp(), last_error = null
    where id = ${id} and state in ('INTENDED', 'DROPPED')`;
}

/** The platform knows the channel by another id; what somebody set meanwhile stays. False: nothing went by the old one. */
export async function moveChannel(
  db: Executor,
  serverUuid: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const servers = await db`
    update promo_server set channel_id = ${to} where id = ${serverUuid} and channel_id = ${from} returning id`;
  const guilds = await db`
    update promoter_guild set channel_id = ${to}, updated_at = now()
    where server_uuid = ${serverUuid} and channel_id = ${from} returning id`;
  return servers.length + guilds.length > 0;
}

/** Nothing will come of it. */
export async function markDropped(db: Executor, id: string, reason: string): Promise<void> {
  await db`
    update promoter_post set state = 'DROPPED', last_error = ${reason}
    where id = ${id} and state = 'INTENDED'`;
}
