import type { Executor } from "#lib/platform/database.ts";
import type { Platform } from "#lib/promotions/contract.ts";

export interface GuildInput {
  readonly id: string;
  readonly serverUuid: string;
  readonly platform: Platform;
  readonly guildId: string;
  readonly region: string | null;
  readonly language: string | null;
  readonly channelId: string | null;
  readonly sealFor: (id: string) => Buffer | null;
}

/** A guild that is connected again keeps its UUID and its rotation, and is registered anew. */
export async function upsertGuild(
  tx: Executor,
  guild: GuildInput,
): Promise<{ readonly serverUuid: string }> {
  const { platform, guildId, region, language, channelId } = guild;
  const [row] = await tx<{ id: string; serverUuid: string }[]>`
    insert into promoter_guild (id, platform, guild_id, server_uuid, channel_id, region, language)
    values (${guild.id}, ${platform}, ${guildId}, ${guild.serverUuid}, ${channelId}, ${region}, ${language})
    on conflict (platform, guild_id) do update set channel_id = excluded.channel_id,
      region = excluded.region, language = excluded.language, enabled = true, registered_at = null,
      heartbeat_at = null, last_error = null, updated_at = now()
    returning id, server_uuid as "serverUuid"`;
  if (!row) throw new Error("a guild was neither made nor found");
  await tx`update promoter_guild set target_ct = ${guild.sealFor(row.id)} where id = ${row.id}`;
  return { serverUuid: row.serverUuid };
}

export async function deleteGuild(
  tx: Executor,
  platform: Platform,
  guildId: string,
): Promise<string | undefined> {
  const [row] = await tx<{ serverUuid: string }[]>`
    delete from promoter_guild where platform = ${platform}::text::promo_platform and guild_id = ${guildId}
    returning server_uuid as "serverUuid"`;
  return row?.serverUuid;
}

export interface PromoterGuildRow {
  readonly platform: Platform;
  readonly guildId: string;
  readonly serverUuid: string;
  readonly enabled: boolean;
  readonly hasChannel: boolean;
  readonly registeredAt: string | null;
  readonly nextPostAt: string | null;
  readonly posts: number;
  readonly receiptsWaiting: number;
  readonly lastError: string | null;
}

export async function selectGuilds(db: Executor): Promise<PromoterGuildRow[]> {
  return db<PromoterGuildRow[]>`
    select g.platform, g.guild_id as "guildId", g.server_uuid as "serverUuid", g.enabled,
      coalesce(s.channel_id, g.channel_id) is not null
        or coalesce(s.target_ct, g.target_ct) is not null as "hasChannel",
      g.registered_at as "registeredAt", g.next_post_at as "nextPostAt", g.last_error as "lastError",
      (select count(*)::int from promoter_post p where p.guild_id = g.id
        and p.state in ('POSTED', 'ACKNOWLEDGED', 'REFUSED')) as posts,
      (select count(*)::int from promoter_post p where p.guild_id = g.id and p.state = 'POSTED')
        as "receiptsWaiting"
    from promoter_guild g left join promo_server s on s.id = g.server_uuid
    order by g.platform, g.guild_id`;
}
