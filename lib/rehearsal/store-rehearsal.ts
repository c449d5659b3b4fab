import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { RehearsalView } from "#lib/rehearsal/contract.ts";

/** A second rehearsal of the same campaign stumbles over the index, whoever was first. */
function alreadyRunning(error: unknown): never {
  const { code, constraint_name: name } = error as { code?: string; constraint_name?: string };
  if (code === "23505" && name === "campaign_rehearsal") {
    throw new AppError("rehearsal_running", { cause: error });
  }
  throw error;
}

export interface NewRehearsal {
  readonly id: string;
  readonly of: string;
  readonly doc: CampaignDoc;
  readonly startedBy: string | null;
}

export async function insertRehearsal(db: Executor, rehearsal: NewRehearsal): Promise<void> {
  const { doc } = rehearsal;
  await db`
    insert into campaign (id, slug, name, time_zone, starts_at, ends_at, owner_id, updated_by, doc, hall_mode, state,
      revision, published_at, rehearsal_of)
    values (${rehearsal.id}, ${doc.slug}, ${doc.name}, ${doc.timeZone}, ${doc.startsAt}, ${doc.endsAt},
      ${rehearsal.startedBy}, ${rehearsal.startedBy}, ${JSON.stringify(doc)}::text::jsonb, ${doc.hallMode}, 'live', 1,
      clock_timestamp(), ${rehearsal.of})`.catch(alreadyRunning);
  await db`
    insert into campaign_revision (campaign_id, revision, doc, note, author_id)
    values (${rehearsal.id}, 1, ${JSON.stringify(doc)}::text::jsonb, 'Rehearsal', ${rehearsal.startedBy})`;
}

/** Copies of brands, each to the id given; what a brand reads of its own is asked for by the id of the original. */
export async function copyBrands(
  db: Executor,
  rehearsalId: string,
  copies: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [brandId, copyId] of copies) {
    const rows = await db`
      insert into brand (id, name, slug, monogram, color, website, logo, rehearsal_of)
      select ${copyId}, name, ${`rehearsal-${copyId}`}, monogram, color, website, logo, ${rehearsalId}
        from brand where id = ${brandId} and rehearsal_of is null returning 1`;
    if (rows.length === 0) throw new AppError("brand_not_found");
  }
}

export async function insertTestPool(
  db: Executor,
  pool: { readonly id: string; readonly brandId: string },
): Promise<void> {
  await db`
    insert into coupon_pool (id, brand_id, name) values (${pool.id}, ${pool.brandId}, 'Test codes')`;
}

export async function takeCouponIds(db: Executor, count: number): Promise<number[]> {
  const rows = await db<{ id: number }[]>`
    select nextval('coupon_id_seq')::float8 as id from generate_series(1, ${count}::integer)`;
  return rows.map(({ id }) => id);
}

export interface SealedTestCode {
  readonly id: number;
  readonly codeCt: Buffer;
  readonly codeHmac: Buffer;
  readonly mask: string;
}

/** Into pools of rehearsals only: the function refuses every other. */
export async function insertTestCodes(
  db: Executor,
  into: { readonly poolId: string; readonly keyId: number },
  codes: readonly SealedTestCode[],
): Promise<void> {
  await db`
    select insert_test_codes(${into.poolId}, ${into.keyId}, ${codes.map(({ id }) => id)}::bigint[],
      ${codes.map(({ codeCt }) => codeCt.toString("hex"))}::text[],
      ${codes.map(({ codeHmac }) => codeHmac.toString("hex"))}::text[],
      ${codes.map(({ mask }) => mask)}::text[])`;
}

/** The rehearsal of a campaign as it stands; wins count from their reveal, as everywhere. */
export async function findRehearsal(
  db: Executor,
  campaignId: string,
): Promise<RehearsalView | undefined> {
  const [row] = await db<
    (Omit<RehearsalView, "startedAt" | "endsAt"> & { at: number; to: number })[]
  >`
    select c.id as "rehearsalId", g.id as "gameId", g.name as "gameName", c.slug, g.state,
      extract(epoch from g.starts_at)::float8 * 1000 as at, extract(epoch from g.ends_at)::float8 * 1000 as to,
      g.last_seq::float8 as plays, coalesce(gp.decided, 0)::float8 as decided,
      (select count(*) from play_result r where r.game_id = g.id and r.outcome = 'WIN'
        and r.reveal_at <= clock_timestamp())::int as won,
      (select sum(quantity) from prize z where z.game_id = g.id)::int as total,
      (select count(*) from coupon k join prize z on z.pool_id = k.pool_id where z.game_id = g.id)::int as "testCodes"
    from campaign c join game g on g.campaign_id = c.id
    left join game_pacer gp on gp.game_id = g.id and gp.shard = 0
    where c.rehearsal_of = ${campaignId}`;
  if (!row) return undefined;
  const { at, to, ...view } = row;
  return { ...view, startedAt: new Date(at).toISOString(), endsAt: new Date(to).toISOString() };
}

/** Rehearsals that have been over for so long that nobody looks at them any more. */
export async function listForgotten(db: Executor, hours: number): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select rehearsal_of as id from campaign
     where rehearsal_of is not null and ends_at < clock_timestamp() - make_interval(hours => ${hours})`;
  return rows.map(({ id }) => id);
}
