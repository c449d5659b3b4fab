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

/** The live campaign of the demo. */
export async function findDemoCampaign(db: Executor): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    select id from campaign where demo and state = 'live' order by ends_at desc limit 1`;
  return row?.id;
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
 * Deletes everything of demo campaigns and of the demo's promotion network, by functions of the database's owner that
 * can reach nothing else.
 */
export async function deleteDemo(db: Executor): Promise<void> {
  await db`set local statement_timeout = '5min'`;
  await db`select remove_demo_network()`;
  await db`select remove_demo()`;
}
