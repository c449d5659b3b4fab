import type { Notice, Policy, PolicyKind } from "#lib/ads/desk-contract.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Null as `brandId`: those of every brand. What is for everybody is always among them. */
export async function selectPolicies(sql: Executor, brandId: string | null): Promise<Policy[]> {
  return sql<Policy[]>`
    select p.id, p.brand_id as "brandId", b.name as "brandName", p.kind, p.phrase
      from ad_policy p left join brand b on b.id = p.brand_id
     where ${brandId}::uuid is null or p.brand_id is null or p.brand_id = ${brandId}::uuid
     order by b.name nulls first, p.kind, p.phrase`;
}

/** Undefined when the list has the phrase already. */
export async function insertPolicy(
  tx: Executor,
  policy: {
    readonly brandId: string | null;
    readonly kind: PolicyKind;
    readonly phrase: string;
  },
): Promise<string | undefined> {
  const [row] = await tx<{ id: string }[]>`
    insert into ad_policy (brand_id, kind, phrase)
    values (${policy.brandId}, ${policy.kind}, ${policy.phrase})
    on conflict do nothing returning id`;
  return row?.id;
}

export async function brandExists(tx: Executor, brandId: string): Promise<boolean> {
  return (await tx`select 1 from brand where id = ${brandId}`).length > 0;
}

/** Null as `brandId`: whosever it is. */
export async function deletePolicy(
  tx: Executor,
  id: string,
  brandId: string | null,
): Promise<{ brandId: string | null; kind: PolicyKind; phrase: string } | undefined> {
  const [row] = await tx<{ brandId: string | null; kind: PolicyKind; phrase: string }[]>`
    delete from ad_policy
     where id = ${id} and (${brandId}::uuid is null or brand_id = ${brandId}::uuid)
    returning brand_id as "brandId", kind, phrase`;
  return row;
}

/** Who is told: a person, and all people of a brand; without a brand what nobody in particular is told as well. */
export interface Listener {
  readonly userId: string | null;
  readonly brandId: string | null;
}

const heardBy = (sql: Executor, { userId, brandId }: Listener) => sql`
  (case when ${brandId}::uuid is null
    then n.user_id = ${userId}::uuid or (n.user_id is null and n.brand_id is null)
    else n.brand_id = ${brandId}::uuid end)`;

export async function selectNotices(
  sql: Executor,
  listener: Listener,
  limit: number,
): Promise<Notice[]> {
  const rows = await sql`
    select n.* from notification n where ${heardBy(sql, listener)} order by n.id desc limit ${limit}`;
  return rows.map((row) => ({
    id: String(row.id),
    kind: row.kind as string,
    subjectId: row.subject_id as string,
    sentence: row.sentence as string,
    at: new Date(String(row.at)).toISOString(),
    isRead: row.read_at !== null,
  }));
}

export async function countUnread(sql: Executor, listener: Listener): Promise<number> {
  const [row] = await sql<{ unread: number }[]>`
    select count(*)::integer as unread from notification n
     where ${heardBy(sql, listener)} and n.read_at is null`;
  return row?.unread ?? 0;
}

/** Null: all. */
export async function setNoticesRead(
  sql: Executor,
  listener: Listener,
  id: string | null,
): Promise<void> {
  await sql`
    update notification n set read_at = now()
     where ${heardBy(sql, listener)} and n.read_at is null and (${id}::bigint is null or n.id = ${id}::bigint)`;
}
