import type { Executor } from "#lib/platform/database.ts";
import { containing } from "#lib/platform/like-pattern.ts";
import type { Platform } from "#lib/promotions/contract.ts";

export interface GuildKey {
  readonly platform: Platform;
  readonly guildId: string;
}

interface GuildPlace {
  readonly region: string | null;
  readonly language: string | null;
  readonly channelId: string | null;
}

export interface GuildInput extends GuildKey, GuildPlace {
  readonly id: string;
  readonly serverUuid: string;
  /** Null but for webhooks. */
  readonly sealFor: (id: string) => { readonly target: Buffer; readonly secret: Buffer } | null;
}

/** A guild that is connected again keeps its UUID, its secret and its rotation, and is registered anew. */
export async function upsertGuild(
  tx: Executor,
  guild: GuildInput,
): Promise<{ readonly id: string; readonly serverUuid: string; readonly isSecretNew: boolean }> {
  const { platform, guildId, region, language, channelId } = guild;
  const [row] = await tx<{ id: string; serverUuid: string; hasSecret: boolean }[]>`
    insert into promoter_guild (id, platform, guild_id, server_uuid, channel_id, region, language)
    values (${guild.id}, ${platform}, ${guildId}, ${guild.serverUuid}, ${channelId}, ${region}, ${language})
    on conflict (platform, guild_id) do update set channel_id = excluded.channel_id,
      region = excluded.region, language = excluded.language, enabled = true, leaving_at = null,
      registered_at = null, heartbeat_at = null, last_error = null, updated_at = now()
    returning id, server_uuid as "serverUuid", secret_ct is not null as "hasSecret"`;
  if (!row) throw new Error("a guild was neither made nor found");
  const { id, serverUuid, hasSecret } = row;
  const sealed = guild.sealFor(id);
  await tx`
    update promoter_guild set target_ct = ${sealed?.target ?? null},
      secret_ct = coalesce(secret_ct, ${sealed?.secret ?? null})
    where id = ${id}`;
  return { id, serverUuid, isSecretNew: sealed !== null && !hasSecret };
}

export async function lockGuild(
  tx: Executor,
  id: string,
): Promise<(GuildKey & GuildPlace & { readonly serverUuid: string }) | undefined> {
  const [row] = await tx<(GuildKey & GuildPlace & { serverUuid: string })[]>`
    select platform, guild_id as "guildId", server_uuid as "serverUuid", channel_id as "channelId",
      region, language
    from promoter_guild where id = ${id} for update`;
  return row;
}

/** Null target: the address stays. */
export async function updateGuild(
  tx: Executor,
  id: string,
  { channelId, region, language, targetCt }: GuildPlace & { readonly targetCt: Buffer | null },
): Promise<void> {
  await tx`
    update promoter_guild set channel_id = ${channelId}, region = ${region}, language = ${language},
      target_ct = coalesce(${targetCt}, target_ct), enabled = true, leaving_at = null,
      registered_at = null, heartbeat_at = null, last_error = null, updated_at = now()
    where id = ${id}`;
}

/** The secret in force becomes the previous one and signs on for so many hours. */
export async function rotateGuild(
  tx: Executor,
  id: string,
  secretCt: Buffer,
  overlapHours: number,
): Promise<void> {
  await tx`
    update promoter_guild set previous_secret_ct = secret_ct, secret_ct = ${secretCt},
      previous_until = case when secret_ct is not null
        then clock_timestamp() + ${overlapHours} * interval '1 hour' end,
      updated_at = now()
    where id = ${id}`;
}

/**
 * Leaves a guild to the promoter, which takes it out of the network and deletes it then. One that the API was never
 * told of goes at once, and so does one that is leaving already: whoever says it twice does not wait for an API.
 */
export async function leaveGuild(
  tx: Executor,
  { platform, guildId }: GuildKey,
): Promise<string | undefined> {
  const [row] = await tx<{ serverUuid: string }[]>`
    with guild as (
      select id, leaving_at is not null or coalesce(registered_at, heartbeat_at) is null and cache is null as is_done
      from promoter_guild
      where platform = ${platform}::text::promo_platform and guild_id = ${guildId} for update),
    gone as (
      delete from promoter_guild where id in (select id from guild where is_done) returning server_uuid),
    leaving as (
      update promoter_guild set leaving_at = clock_timestamp(), enabled = false, heartbeat_at = null,
        last_error = null, updated_at = now()
      where id in (select id from guild where not is_done) returning server_uuid)
    select server_uuid as "serverUuid" from gone union all select server_uuid from leaving`;
  return row?.serverUuid;
}

export interface PromoterGuildRow extends GuildKey, GuildPlace {
  readonly id: string;
  readonly serverUuid: string;
  readonly enabled: boolean;
  readonly isLeaving: boolean;
  readonly hasChannel: boolean;
  readonly blockedReason: string | null;
  readonly lastError: string | null;
  readonly registeredAt: string | null;
  readonly lastPostedAt: string | null;
  readonly nextPostAt: string | null;
  readonly posts: number;
  readonly receiptsWaiting: number;
}

const guildColumns = `g.id, g.platform, g.guild_id as "guildId", g.server_uuid as "serverUuid", g.enabled,
  g.leaving_at is not null as "isLeaving",
  case when g.platform <> 'webhook' then coalesce(s.channel_id, g.channel_id) end as "channelId",
  coalesce(s.region, g.region) as region, coalesce(s.language, g.language) as language,
  coalesce(s.channel_id, g.channel_id) is not null
    or coalesce(s.target_ct, g.target_ct) is not null as "hasChannel",
  case when s.blocked_at is not null then coalesce(nullif(s.blocked_reason, ''), 'No reason was given.') end
    as "blockedReason",
  g.registered_at as "registeredAt", g.next_post_at as "nextPostAt", g.last_error as "lastError",
  coalesce(p.posts, 0) as posts, coalesce(p.waiting, 0) as "receiptsWaiting", p.last_at as "lastPostedAt"`;

/** Posts of the last 30 days: older ones are deleted. */
function withPosts(db: Executor) {
  return db`promoter_guild g left join promo_server s on s.id = g.server_uuid
    left join (select guild_id, count(*)::int as posts, max(intended_at) as last_at,
        count(*) filter (where state = 'POSTED')::int as waiting
      from promoter_post where state in ('POSTED', 'ACKNOWLEDGED', 'REFUSED') group by 1) p
      on p.guild_id = g.id`;
}

function matching(db: Executor, q: string) {
  const like = containing(q);
  return db`(${q === ""}::boolean or g.guild_id ilike ${like} or g.channel_id ilike ${like}
    or g.region ilike ${like} or g.server_uuid::text ilike ${like})`;
}

export async function countGuilds(db: Executor, q: string): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    select count(*)::int as count from promoter_guild g where ${matching(db, q)}`;
  return row?.count ?? 0;
}

export async function selectGuilds(
  db: Executor,
  { q, limit, offset }: { readonly q: string; readonly limit: number; readonly offset: number },
): Promise<PromoterGuildRow[]> {
  return db<PromoterGuildRow[]>`
    select ${db.unsafe(guildColumns)} from ${withPosts(db)}
    where ${matching(db, q)}
    order by ((g.enabled or g.leaving_at is not null) and s.blocked_at is null and g.last_error is null), g.platform, g.guild_id
    limit ${limit} offset ${offset}`;
}

export async function findGuild(
  db: Executor,
  id: string,
): Promise<
  | (PromoterGuildRow & { readonly isSigned: boolean; readonly previousUntil: string | null })
  | undefined
> {
  const [row] = await db<
    (PromoterGuildRow & { isSigned: boolean; previousUntil: string | null })[]
  >`
    select ${db.unsafe(guildColumns)}, g.secret_ct is not null as "isSigned",
      case when g.previous_until > clock_timestamp() then g.previous_until end as "previousUntil"
    from ${withPosts(db)} where g.id = ${id}`;
  return row;
}
