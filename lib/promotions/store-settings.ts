import type { Executor } from "#lib/platform/database.ts";

export async function readSetting(db: Executor, key: string): Promise<unknown> {
  const [row] = await db<{ value: unknown }[]>`select value from setting where key = ${key}`;
  return row?.value;
}

export async function writeSetting(db: Executor, key: string, value: unknown): Promise<void> {
  await db`
    insert into setting (key, value) values (${key}, ${JSON.stringify(value)}::text::jsonb)
    on conflict (key) do update set value = excluded.value, updated_at = now()`;
}

/** Fetches of all promo servers are counted from zero; answers since when. */
export async function resetFetchCounters(db: Executor): Promise<string> {
  await db`
    update promo_server set fetches = 0, fetched_bytes = 0, not_modified = 0 where fetches > 0`;
  const [row] = await db<{ since: string }[]>`select clock_timestamp() as since`;
  return new Date(row?.since ?? 0).toISOString();
}
