import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface BrandRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly monogram: string;
  readonly color: string;
  readonly contactEmail: string | null;
  readonly website: string | null;
  readonly hasLogo: boolean;
  readonly demo: boolean;
  readonly archivedAt: string | null;
  readonly createdAt: string;
}

export interface BrandListedRow extends BrandRow {
  readonly pools: number;
  readonly available: number;
  readonly campaigns: number;
}

export interface BrandWrite {
  readonly name: string;
  readonly slug: string;
  readonly monogram: string;
  readonly color: string;
  readonly contactEmail: string | null;
  readonly website: string | null;
}

function slugTaken(error: unknown): never {
  const violation = error as { code?: string; constraint_name?: string };
  if (violation.code === "23505" && violation.constraint_name?.startsWith("brand_slug")) {
    throw new AppError("brand_slug_taken", { cause: error });
  }
  throw error;
}

export async function insertBrand(
  db: Executor,
  row: BrandWrite & { readonly demo: boolean },
): Promise<string> {
  const rows = await db<{ id: string }[]>`
    insert into brand (name, slug, monogram, color, contact_email, website, demo)
    values (${row.name}, ${row.slug}, ${row.monogram}, ${row.color}, ${row.contactEmail}, ${row.website},
      ${row.demo})
    returning id`.catch(slugTaken);
  const id = rows[0]?.id;
  if (!id) throw new Error("insert returned no row");
  return id;
}

export async function updateBrand(db: Executor, id: string, row: BrandWrite): Promise<void> {
  await db`
    update brand set name = ${row.name}, slug = ${row.slug}, monogram = ${row.monogram},
      color = ${row.color}, contact_email = ${row.contactEmail}, website = ${row.website}
    where id = ${id}`.catch(slugTaken);
}

export async function updateBrandArchived(
  db: Executor,
  id: string,
  archived: boolean,
): Promise<void> {
  await db`
    update brand set archived_at = case when ${archived}::boolean then clock_timestamp() end where id = ${id}`;
}

export async function updateBrandLogo(
  db: Executor,
  id: string,
  logo: Buffer | null,
): Promise<void> {
  await db`update brand set logo = ${logo} where id = ${id}`;
}

export async function findBrandLogo(db: Executor, id: string): Promise<Buffer | null> {
  const [row] = await db<{ logo: Buffer | null }[]>`select logo from brand where id = ${id}`;
  return row?.logo ?? null;
}

/** Locks the row, so that archiving and a publication that uses the brand take turns. */
export async function lockBrand(db: Executor, id: string): Promise<BrandRow> {
  const [row] = await db<BrandRow[]>`
    select id, name, slug, monogram, color, contact_email as "contactEmail", website, demo,
      logo is not null as "hasLogo", archived_at as "archivedAt", created_at as "createdAt"
    from brand where id = ${id} for update`;
  if (!row) throw new AppError("brand_not_found");
  return row;
}

export async function isBrandInUse(db: Executor, id: string): Promise<boolean> {
  const [row] = await db<{ used: boolean }[]>`
    select exists (select 1 from prize z join game g on g.id = z.game_id
      where z.brand_id = ${id} and g.state in ('scheduled', 'live', 'paused')) as used`;
  return row?.used ?? false;
}

export async function listBrandSlugs(db: Executor, prefix: string): Promise<Set<string>> {
  const rows = await db<{ slug: string }[]>`
    select slug from brand where slug = ${prefix} or starts_with(slug, ${`${prefix}-`})`;
  return new Set(rows.map((row) => row.slug));
}

/** `id` null: every brand. Archived ones only when asked for, or when asked for by id. */
export async function selectBrands(
  db: Executor,
  filter: { readonly id: string | null; readonly archived: boolean },
): Promise<BrandListedRow[]> {
  return db<BrandListedRow[]>`
    select b.id, b.name, b.slug, b.monogram, b.color, b.contact_email as "contactEmail", b.website, b.demo,
      b.logo is not null as "hasLogo", b.archived_at as "archivedAt", b.created_at as "createdAt",
      (select count(*) from coupon_pool p where p.brand_id = b.id and p.archived_at is null)::int as pools,
      (select count(*) from coupon_pool p join coupon c on c.pool_id = p.id and c.state = 'AVAILABLE'
        where p.brand_id = b.id)::int as available,
      (select count(distinct g.campaign_id) from prize z join game g on g.id = z.game_id
        where z.brand_id = b.id)::int as campaigns
    from brand b
    where b.rehearsal_of is null and case when ${filter.id}::uuid is null then b.archived_at is null or ${filter.archived}::boolean
      else b.id = ${filter.id}::uuid end
    order by lower(b.name), b.id`;
}
