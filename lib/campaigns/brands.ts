import { encodeLogo } from "#lib/campaigns/brand-logo.ts";
import type { CampaignDeps } from "#lib/campaigns/campaign-deps.ts";
import { type BrandInput, type BrandListed, brandInputSchema } from "#lib/campaigns/contract.ts";
import { freeSlug, slugOf } from "#lib/campaigns/slug.ts";
import {
  type BrandListedRow,
  type BrandWrite,
  findBrandLogo,
  insertBrand,
  isBrandInUse,
  listBrandSlugs,
  lockBrand,
  selectBrands,
  updateBrand,
  updateBrandArchived,
  updateBrandLogo,
} from "#lib/campaigns/store-brands.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

type Target = { readonly brandId: string };

/** Contact addresses stay out of the audit log: it holds no personal data. */
function audited({ name, slug, monogram, color, website }: BrandWrite) {
  return { name, slug, monogram, color, website };
}

function audit(
  tx: Executor,
  deps: CampaignDeps,
  actor: Actor,
  entry: { action: string; brandId: string; before?: unknown; after?: unknown },
): Promise<void> {
  const { action, brandId, before, after } = entry;
  const requestId = deps.requestId ?? null;
  const subject = { subjectKind: "brand", subjectId: brandId };
  return writeAudit(tx, { actor, action, ...subject, before, after, requestId });
}

async function writeOf(tx: Executor, input: BrandInput, given?: string): Promise<BrandWrite> {
  const { name, monogram, color, contactEmail, website } = brandInputSchema.parse(input);
  const base = slugOf(name);
  const slug = input.slug ?? given ?? freeSlug(base, await listBrandSlugs(tx, base));
  const orNull = (text: string) => (text === "" ? null : text);
  return {
    name,
    slug,
    monogram,
    color,
    contactEmail: orNull(contactEmail),
    website: orNull(website),
  };
}

export async function createBrand(
  deps: CampaignDeps,
  actor: Actor,
  input: BrandInput,
): Promise<{ readonly brandId: string }> {
  requirePermission(actor, "brand", "create");
  return deps.sql.begin(async (tx) => {
    const row = await writeOf(tx, input);
    const brandId = await insertBrand(tx, { ...row, demo: false });
    await audit(tx, deps, actor, { action: "brand.created", brandId, after: audited(row) });
    return { brandId };
  });
}

export async function editBrand(
  deps: CampaignDeps,
  actor: Actor,
  { brandId, ...input }: Target & BrandInput,
): Promise<void> {
  requirePermission(actor, "brand", "edit");
  await deps.sql.begin(async (tx) => {
    const before = await lockBrand(tx, brandId);
    const row = await writeOf(tx, input, before.slug);
    await updateBrand(tx, brandId, row);
    const change = { before: audited(before), after: audited(row) };
    await audit(tx, deps, actor, { action: "brand.edited", brandId, ...change });
  });
}

/** Refused while the brand gives prizes in a campaign that is not over. */
export async function archiveBrand(
  deps: CampaignDeps,
  actor: Actor,
  { brandId, archived = true }: Target & { readonly archived?: boolean },
): Promise<void> {
  requirePermission(actor, "brand", "archive");
  await deps.sql.begin(async (tx) => {
    await lockBrand(tx, brandId);
    if (archived && (await isBrandInUse(tx, brandId))) throw new AppError("brand_in_use");
    await updateBrandArchived(tx, brandId, archived);
    const action = archived ? "brand.archived" : "brand.unarchived";
    await audit(tx, deps, actor, { action, brandId });
  });
}

/** Null takes the logo away. */
export async function setBrandLogo(
  deps: CampaignDeps,
  actor: Actor,
  { brandId, image }: Target & { readonly image: Uint8Array | null },
): Promise<void> {
  requirePermission(actor, "brand", "edit");
  const logo = image === null ? null : await encodeLogo(image);
  await deps.sql.begin(async (tx) => {
    await lockBrand(tx, brandId);
    await updateBrandLogo(tx, brandId, logo);
    const action = logo === null ? "brand.logo_removed" : "brand.logo_changed";
    await audit(tx, deps, actor, { action, brandId, after: { bytes: logo?.length ?? 0 } });
  });
}

/** The stored PNG. Public: players see it on their ticket. */
export function readBrandLogo(db: Executor, brandId: string): Promise<Buffer | null> {
  return findBrandLogo(db, brandId);
}

function view(row: BrandListedRow): BrandListed {
  return {
    ...row,
    archivedAt: row.archivedAt === null ? null : new Date(row.archivedAt).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}

export async function listBrands(
  db: Executor,
  actor: Actor,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<BrandListed[]> {
  requirePermission(actor, "brand", "read");
  return (await selectBrands(db, { id: null, archived })).map(view);
}

export async function getBrand(
  db: Executor,
  actor: Actor,
  { brandId }: Target,
): Promise<BrandListed> {
  requirePermission(actor, "brand", "read");
  const [row] = await selectBrands(db, { id: brandId, archived: true });
  if (!row) throw new AppError("brand_not_found");
  return view(row);
}
