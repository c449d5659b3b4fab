import type { Executor } from "#lib/platform/database.ts";

/** Seeding and removing take turns. */
export async function lockDemo(db: Executor): Promise<void> {
  await db`set local statement_timeout = '5min'`;
  await db`select pg_advisory_xact_lock(74017, hashtext('demo'))`;
}

export async function findDemoSlug(db: Executor): Promise<string | undefined> {
  const [row] = await db<{ slug: string }[]>`
    select slug from campaign where demo order by state = 'live' desc, ends_at desc limit 1`;
  return row?.slug;
}

/** Campaigns of people, and the trace of a demo that somebody removed: both say that this is no fresh start. */
export async function hasCampaigns(db: Executor): Promise<boolean> {
  const [row] = await db<{ found: boolean }[]>`
    select exists (select 1 from campaign) or exists (select 1 from setting where key = 'demo-removed') as found`;
  return row?.found ?? false;
}

export async function noteRemoved(db: Executor): Promise<void> {
  await db`
    insert into setting (key, value) values ('demo-removed', 'true'::jsonb)
    on conflict (key) do update set updated_at = clock_timestamp()`;
}

export async function markPublished(db: Executor, campaignId: string): Promise<void> {
  await db`update campaign set revision = 1, published_at = starts_at where id = ${campaignId}`;
}

/**
 * Deletes everything of demo campaigns. The ledger tables let go of a row only when its game belongs to a demo
 * campaign, and nothing can be turned into one later, so this cannot reach a real play whatever calls it. A demo
 * brand or pool that a real campaign came to use stays.
 */
export async function deleteDemo(db: Executor): Promise<void> {
  await db`set local statement_timeout = '5min'`;
  await db`create temporary table demo_game on commit drop as
    select g.id from game g join campaign c on c.id = g.campaign_id where c.demo`;
  await db`create temporary table demo_pool on commit drop as
    select p.id from coupon_pool p join brand b on b.id = p.brand_id and b.demo
    where not exists (select 1 from prize z where z.pool_id = p.id
      and z.game_id not in (select id from demo_game))`;
  await db`
    delete from coupon_event e using coupon c, prize z
    where e.coupon_id = c.id and c.prize_id = z.id and z.game_id in (select id from demo_game)`;
  await db`delete from play_key k using play p
    where p.game_id in (select id from demo_game) and k.play_id = p.play_id`;
  for (const table of ledgerTables) {
    await db`delete from ${db(table)} where game_id in (select id from demo_game)`;
  }
  await db`delete from coupon where pool_id in (select id from demo_pool)`;
  await db`delete from coupon_import where pool_id in (select id from demo_pool)`;
  await db`delete from coupon_pool where id in (select id from demo_pool)`;
  await db`delete from campaign where demo`;
  await db`
    delete from brand_key k using brand b where b.id = k.brand_id and b.demo
      and not exists (select 1 from coupon_pool p where p.brand_id = b.id)`;
  await db`
    delete from brand b where b.demo
      and not exists (select 1 from coupon_pool p where p.brand_id = b.id)
      and not exists (select 1 from prize z where z.brand_id = b.id)`;
}

const ledgerTables = [
  "play_result",
  "play",
  "play_feed",
  "player_game",
  "player_prize",
  "network_game",
  "game_pacer",
  "chain_entry",
  "chain_signature",
  "chain_head",
  "rollup_minute",
] as const;
