import type { Executor } from "#lib/platform/database.ts";
import { offlineAfterMinutes } from "#lib/promotions/contract.ts";
import type { NetworkNeeds } from "#lib/promotions/network-contract.ts";

/** Promo servers that fell silent; those of the demo have nobody who would speak for them. */
export async function selectSilent(db: Executor): Promise<NetworkNeeds["silent"]> {
  const [row] = await db<{ count: number; name: string | null }[]>`
    select count(*)::int as count, min(coalesce(nullif(name, ''), guild_id)) as name
    from promo_server
    where unregistered_at is null and blocked_at is null and not demo
      and last_seen_at < now() - make_interval(mins => ${offlineAfterMinutes})`;
  return { count: row?.count ?? 0, name: row?.name ?? "" };
}

/** Live ones with fewer places and exposures than booked, although an allocation has seen them. */
export async function selectShort(db: Executor, limit: number): Promise<NetworkNeeds["short"]> {
  return db<NetworkNeeds["short"][number][]>`
    select m.id, m.app_name as "appName", m.servers, held.n as held
    from promotion m
    cross join lateral (
      select count(*)::int as n from (
        select server_id from placement where promotion_id = m.id
        union
        select server_id from exposure where promotion_id = m.id and billed_as is not null
      ) each) held
    where m.state = 'live' and not m.demo and m.ends_at > now()
      and exists (select 1 from allocation_run r where r.at > greatest(m.starts_at, m.created_at))
      and held.n < m.servers
    order by m.ends_at, m.id limit ${limit}`;
}
