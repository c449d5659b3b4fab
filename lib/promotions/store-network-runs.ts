import type { Executor } from "#lib/platform/database.ts";
import type { ChangeLine, RunListed } from "#lib/promotions/network-contract.ts";

const columns = `r.version::float8 as version, r.epoch::float8 as epoch, r.trigger, r.at, r.ms,
  r.promotions, r.servers, r.placements, r.added, r.removed, r.moved,
  r.exact_promotions as "exactPromotions", r.shortfall, r.max_load_ratio as "maxLoadRatio",
  r.load_cv as "loadCv"`;

export async function selectRuns(
  db: Executor,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ rows: RunListed[]; total: number }> {
  const [rows, [count]] = await Promise.all([
    db<RunListed[]>`
      select ${db.unsafe(columns)} from allocation_run r
      order by r.version desc limit ${limit} offset ${offset}`,
    db<{ total: number }[]>`select count(*)::int as total from allocation_run`,
  ]);
  return { rows, total: count?.total ?? 0 };
}

export interface HeadRow {
  readonly version: number;
  readonly wantedAt: string | null;
}

export async function findHead(db: Executor): Promise<HeadRow | undefined> {
  const [row] = await db<HeadRow[]>`
    select version::float8 as version, (select min(at) from allocation_want) as "wantedAt"
    from allocation_head`;
  return row;
}

/** How many of the promo servers that are there hold so many promotions; those with none count as well. */
export async function selectBatchSizes(
  db: Executor,
  offlineMinutes: number,
): Promise<{ size: number; servers: number }[]> {
  return db<{ size: number; servers: number }[]>`
    select size, count(*)::int as servers from (
      select s.id, count(p.promotion_id)::int as size
      from promo_server s left join placement p on p.server_id = s.id
      where s.unregistered_at is null and s.blocked_at is null
        and s.last_seen_at >= now() - make_interval(mins => ${offlineMinutes})
      group by s.id) b
    group by 1 order by 1`;
}

export interface RunRow extends RunListed {
  readonly proof: Readonly<
    Record<string, { missing?: number; reason?: string; closed?: readonly string[] }>
  >;
}

export async function findRun(db: Executor, version: number): Promise<RunRow | undefined> {
  const [row] = await db<RunRow[]>`
    select ${db.unsafe(columns)}, r.proof from allocation_run r where r.version = ${version}`;
  return row;
}

export async function selectChanges(
  db: Executor,
  version: number,
  limit: number,
): Promise<{ rows: ChangeLine[]; total: number }> {
  const [rows, [count]] = await Promise.all([
    db<ChangeLine[]>`
      select c.promotion_id as "promotionId", coalesce(m.app_name, 'A promotion that is gone') as "appName",
        c.server_id as "serverId",
        coalesce(nullif(s.name, ''), s.guild_id, 'A promo server that is gone') as "serverName",
        c.added, c.cause
      from placement_change c
      left join promotion m on m.id = c.promotion_id
      left join promo_server s on s.id = c.server_id
      where c.version = ${version}
      order by m.app_name, c.promotion_id, c.added, "serverName", c.server_id limit ${limit}`,
    db<{ total: number }[]>`
      select count(*)::int as total from placement_change where version = ${version}`,
  ]);
  return { rows, total: count?.total ?? 0 };
}

export async function selectAppNames(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db<{ id: string; appName: string }[]>`
    select id, app_name as "appName" from promotion where id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, appName }) => [id, appName]));
}

export async function selectServerNames(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db<{ id: string; name: string }[]>`
    select id, coalesce(nullif(name, ''), guild_id) as name from promo_server
    where id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
