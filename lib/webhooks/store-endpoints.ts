import type { Executor } from "#lib/platform/database.ts";
import type { EndpointInput, EndpointListed } from "#lib/webhooks/contract.ts";

/** More than anybody makes by hand; of those that ads name the first. */
const listedMax = 200;

/** Newest last: an endpoint keeps its place in the list. Null id: all of them. */
export async function selectEndpoints(db: Executor, id: string | null): Promise<EndpointListed[]> {
  return await db<EndpointListed[]>`
    select e.id, e.url, e.description, e.events, e.brand_id as "brandId", b.name as "brandName",
      e.ad_owner_id as "adOwnerId",
      case when e.previous_until > clock_timestamp() then e.previous_until end as "previousUntil",
      e.failing_since as "failingSince", e.disabled_at as "disabledAt", e.disabled_reason as "disabledReason",
      e.created_at as "createdAt",
      (select count(*)::int from webhook_delivery d where d.endpoint_id = e.id and d.state = 'PENDING') as waiting,
      (select count(*)::int from webhook_delivery d where d.endpoint_id = e.id and d.state = 'DEAD') as dead
    from webhook_endpoint e left join brand b on b.id = e.brand_id
    where ${id}::text::uuid is null or e.id = ${id}::text::uuid
    order by e.ad_owner_id is not null, e.created_at, e.id limit ${listedMax}`;
}

/** Ads' own addresses are their submitters' business. */
export async function selectTroubled(
  db: Executor,
  {
    failures,
    handReason,
    limit,
  }: { readonly failures: number; readonly handReason: string; readonly limit: number },
): Promise<{ id: string; url: string; disabled: boolean }[]> {
  return await db<{ id: string; url: string; disabled: boolean }[]>`
    select id, url, disabled_at is not null as disabled
    from webhook_endpoint
    where ad_owner_id is null
      and case when disabled_at is null then failures >= ${failures}
        else disabled_reason is distinct from ${handReason} end
    order by disabled desc, failing_since, id limit ${limit}`;
}

export interface NewEndpoint extends EndpointInput {
  readonly id: string;
  readonly secretCt: Buffer;
  readonly createdBy: string | null;
}

/** False when the brand is unknown or a rehearsal's. */
export async function insertEndpoint(db: Executor, row: NewEndpoint): Promise<boolean> {
  const rows = await db`
    insert into webhook_endpoint (id, url, description, events, brand_id, secret_ct, created_by)
    select ${row.id}::text::uuid, ${row.url}, ${row.description}, ${row.events}::text[], ${row.brandId}::text::uuid,
      ${row.secretCt}, ${row.createdBy}::text::uuid
    where ${brandIsFit(db, row.brandId)} returning 1`;
  return rows.length === 1;
}

/** False when the brand is unknown or a rehearsal's. */
export async function updateEndpoint(
  db: Executor,
  id: string,
  row: EndpointInput,
): Promise<boolean> {
  const rows = await db`
    update webhook_endpoint set url = ${row.url}, description = ${row.description}, events = ${row.events}::text[],
      brand_id = ${row.brandId}::text::uuid
    where id = ${id} and ${brandIsFit(db, row.brandId)} returning 1`;
  return rows.length === 1;
}

function brandIsFit(db: Executor, brandId: string | null) {
  return db`(${brandId}::text::uuid is null or exists (
    select 1 from brand where id = ${brandId}::text::uuid and rehearsal_of is null))`;
}

export interface LockedEndpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly brandId: string | null;
  readonly disabledAt: string | null;
  readonly adOwnerId: string | null;
}

/** First of all locks of an endpoint's deliveries, as in the sender. */
export async function lockEndpoint(db: Executor, id: string): Promise<LockedEndpoint | undefined> {
  const [row] = await db<LockedEndpoint[]>`
    select id, url, events, brand_id as "brandId", disabled_at as "disabledAt", ad_owner_id as "adOwnerId"
    from webhook_endpoint where id = ${id} for update`;
  return row;
}

/** The slate is clean: it is tried at once, and days of failing count anew. */
export async function enable(db: Executor, id: string): Promise<void> {
  await db`
    update webhook_endpoint set disabled_at = null, disabled_reason = null, failing_since = null, failures = 0,
      rests_until = null
    where id = ${id}`;
}

export async function deleteEndpointRow(db: Executor, id: string): Promise<void> {
  await db`delete from webhook_endpoint where id = ${id}`;
}

/** The secret in force becomes the previous one and signs on for so many hours. */
export async function rotate(
  db: Executor,
  id: string,
  secretCt: Buffer,
  overlapHours: number,
): Promise<string> {
  const [row] = await db<{ until: string }[]>`
    update webhook_endpoint set previous_secret_ct = secret_ct, secret_ct = ${secretCt},
      previous_until = clock_timestamp() + ${overlapHours} * interval '1 hour'
    where id = ${id} returning previous_until as until`;
  return row?.until ?? "";
}
