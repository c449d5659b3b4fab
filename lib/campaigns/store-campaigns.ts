import type { CampaignDoc, CampaignState } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface CampaignRow {
  readonly id: string;
  readonly state: CampaignState;
  readonly doc: CampaignDoc;
  readonly docVersion: number;
  readonly revision: number;
  readonly demo: boolean;
  readonly publishedAt: string | null;
  /** Since when it stands still because the database was restored. */
  readonly heldAt: string | null;
}

/** Locks the row until the transaction ends, so that edits, publication and the clock take turns. */
export async function lockCampaign(db: Executor, id: string): Promise<CampaignRow> {
  const [row] = await db<CampaignRow[]>`
    select id, state, doc, doc_version as "docVersion", revision, demo, published_at as "publishedAt",
      held_at as "heldAt"
    from campaign where id = ${id} and rehearsal_of is null for update`;
  if (!row) throw new AppError("campaign_not_found");
  return row;
}

/** The same without the lock, for whoever only looks. */
export async function findCampaign(db: Executor, id: string): Promise<CampaignRow | undefined> {
  const [row] = await db<CampaignRow[]>`
    select id, state, doc, doc_version as "docVersion", revision, demo, published_at as "publishedAt",
      held_at as "heldAt"
    from campaign where id = ${id} and rehearsal_of is null`;
  return row;
}

/** Campaigns that players could play, or could again after a click, in key order. */
export async function listRunningIds(db: Executor): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select id from campaign where state in ('live', 'paused') and rehearsal_of is null order by id`;
  return rows.map(({ id }) => id);
}

/** Paused, and not by a person. */
export async function markHeld(db: Executor, id: string): Promise<void> {
  await db`
    update campaign set state = 'paused', held_at = clock_timestamp(), updated_at = clock_timestamp()
    where id = ${id}`;
}

function slugTaken(error: unknown): never {
  const violation = error as { code?: string; constraint_name?: string };
  if (violation.code === "23505" && violation.constraint_name?.startsWith("campaign_slug")) {
    throw new AppError("campaign_slug_taken", { cause: error });
  }
  throw error;
}

export interface NewCampaign {
  readonly doc: CampaignDoc;
  readonly ownerId: string | null;
  readonly demo: boolean;
}

export async function insertCampaign(
  db: Executor,
  { doc, ownerId, demo }: NewCampaign,
): Promise<string> {
  const rows = await db<{ id: string }[]>`
    insert into campaign (slug, name, time_zone, starts_at, ends_at, owner_id, updated_by, doc, hall_mode, demo)
    values (${doc.slug}, ${doc.name}, ${doc.timeZone}, ${doc.startsAt}, ${doc.endsAt}, ${ownerId}, ${ownerId},
      ${JSON.stringify(doc)}::text::jsonb, ${doc.hallMode}, ${demo})
    returning id`.catch(slugTaken);
  const id = rows[0]?.id;
  if (!id) throw new Error("insert returned no row");
  return id;
}

export interface DocUpdate {
  readonly id: string;
  readonly doc: CampaignDoc;
  readonly revision: number;
  readonly updatedBy: string | null;
}

export interface SavedRow {
  readonly docVersion: number;
  readonly savedAt: string;
}

/**
 * Stores the document under the caller's row lock. A draft may hold an end before its start while it is being
 * typed; the columns then keep the last sound window, which only lists read.
 */
export async function updateDoc(db: Executor, update: DocUpdate): Promise<SavedRow> {
  const { id, doc } = update;
  const sound = Date.parse(doc.endsAt) > Date.parse(doc.startsAt);
  const rows = await db<SavedRow[]>`
    update campaign set doc = ${JSON.stringify(doc)}::text::jsonb, doc_version = doc_version + 1,
      revision = ${update.revision}, name = ${doc.name}, slug = ${doc.slug}, time_zone = ${doc.timeZone},
      starts_at = case when ${sound}::boolean then ${doc.startsAt}::timestamptz else starts_at end,
      ends_at = case when ${sound}::boolean then ${doc.endsAt}::timestamptz else ends_at end,
      hall_mode = ${doc.hallMode}, updated_by = ${update.updatedBy}, updated_at = clock_timestamp()
    where id = ${id}
    returning doc_version as "docVersion", updated_at as "savedAt"`.catch(slugTaken);
  const row = rows[0];
  if (!row) throw new AppError("campaign_not_found");
  return row;
}

export async function updateCampaignState(
  db: Executor,
  id: string,
  state: CampaignState,
): Promise<void> {
  await db`
    update campaign set state = ${state}::campaign_state, updated_at = clock_timestamp(),
      held_at = case when ${state === "live"}::boolean then null else held_at end,
      published_at = case when ${state === "scheduled" || state === "live"}::boolean
        then coalesce(published_at, clock_timestamp()) else published_at end,
      archived_at = case when ${state === "archived"}::boolean then clock_timestamp() else archived_at end
    where id = ${id}`;
}

export async function listSlugs(db: Executor, prefix: string): Promise<Set<string>> {
  const rows = await db<{ slug: string }[]>`
    select slug from campaign where slug = ${prefix} or starts_with(slug, ${`${prefix}-`})`;
  return new Set(rows.map((row) => row.slug));
}

export async function insertRevision(
  db: Executor,
  row: {
    readonly campaignId: string;
    readonly revision: number;
    readonly doc: CampaignDoc;
    readonly note: string | null;
    readonly authorId: string | null;
  },
): Promise<void> {
  await db`
    insert into campaign_revision (campaign_id, revision, doc, note, author_id)
    values (${row.campaignId}, ${row.revision}, ${JSON.stringify(row.doc)}::text::jsonb, ${row.note},
      ${row.authorId})`;
}

export interface RevisionRow {
  readonly revision: number;
  readonly doc: CampaignDoc;
  readonly note: string | null;
  readonly authorName: string | null;
  readonly createdAt: string;
}

export async function selectRevisions(db: Executor, campaignId: string): Promise<RevisionRow[]> {
  return db<RevisionRow[]>`
    select r.revision, r.doc, r.note, u.name as "authorName", r.created_at as "createdAt"
    from campaign_revision r left join "user" u on u.id = r.author_id
    where r.campaign_id = ${campaignId} order by r.revision`;
}
