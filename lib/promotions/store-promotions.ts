import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { StatedShortfall } from "#lib/promotions/booking-contract.ts";
import type { Booking, PromotionState } from "#lib/promotions/contract.ts";

/** The fields of a booking as they are stored; the variants stand in rows of their own. */
export type PromotionWrite = Omit<Booking, "campaignId" | "variants">;

export interface NewPromotion extends PromotionWrite {
  readonly wireKey: string;
  readonly ownerId: string | null;
  readonly createdBy: string | null;
  readonly demo: boolean;
}

function keyTaken(error: unknown): never {
  const { constraint_name } = error as { constraint_name?: string };
  if (constraint_name !== "promotion_wire_key") throw error;
  throw new AppError("promotion_key_taken", { cause: error });
}

const arrays = ({ regions, languages, platforms }: PromotionWrite) => ({
  regions: [...regions],
  languages: [...languages],
  platforms: [...platforms],
});

/** A draft; booking it is a step of its own. */
export async function insertPromotion(db: Executor, row: NewPromotion): Promise<string> {
  const { regions, languages, platforms } = arrays(row);
  const [made] = await db<{ id: string }[]>`
    insert into promotion (owner_id, brand_id, app_id, app_name, wire_key, short_description, long_description,
      image_url, cta_url, promoted_campaign_id, ad_id, category, tier, servers, starts_at, ends_at,
      regions, languages, platforms, min_users, max_users, price_minor, currency, demo, created_by)
    values (${row.ownerId}, ${row.brandId}, ${row.appId}, ${row.appName}, ${row.wireKey},
      ${row.shortDescription}, ${row.longDescription}, ${row.imageUrl}, ${row.ctaUrl},
      ${row.promotedCampaignId}, ${row.adId}, ${row.category}, ${row.tier}, ${row.servers},
      ${row.startsAt}, ${row.endsAt}, ${regions}::text[], ${languages}::text[], ${platforms}::text[],
      ${row.minUsers}, ${row.maxUsers}, ${row.priceMinor}, ${row.currency}, ${row.demo}, ${row.createdBy})
    returning id`.catch(keyTaken);
  if (!made) throw new Error("an insert answers its row");
  return made.id;
}

export async function updateDraft(
  db: Executor,
  id: string,
  row: PromotionWrite & { readonly wireKey: string },
): Promise<void> {
  const { regions, languages, platforms } = arrays(row);
  await db`
    update promotion set brand_id = ${row.brandId}, app_id = ${row.appId}, app_name = ${row.appName},
      wire_key = ${row.wireKey}, short_description = ${row.shortDescription},
      long_description = ${row.longDescription}, image_url = ${row.imageUrl}, cta_url = ${row.ctaUrl},
      promoted_campaign_id = ${row.promotedCampaignId}, ad_id = ${row.adId}, category = ${row.category},
      tier = ${row.tier}, servers = ${row.servers}, starts_at = ${row.startsAt}, ends_at = ${row.endsAt},
      regions = ${regions}::text[], languages = ${languages}::text[], platforms = ${platforms}::text[],
      min_users = ${row.minUsers}, max_users = ${row.maxUsers}, price_minor = ${row.priceMinor},
      currency = ${row.currency}
    where id = ${id} and state = 'draft'`.catch(keyTaken);
}

/** Of a draft only: nothing stands on its variants yet. */
export async function replaceVariants(
  db: Executor,
  promotionId: string,
  variants: readonly { readonly key: string; readonly messageTemplate: string }[],
): Promise<void> {
  await db`delete from promotion_variant where promotion_id = ${promotionId}`;
  for (const [position, { key, messageTemplate }] of variants.entries()) {
    await db`
      insert into promotion_variant (promotion_id, position, key, message_template)
      values (${promotionId}, ${position}, ${key}, ${messageTemplate})`;
  }
}

export interface Texts {
  readonly appName: string | null;
  readonly shortDescription: string | null;
  readonly longDescription: string | null;
  readonly imageUrl: string | null;
  readonly ctaUrl: string | null;
}

/** Null leaves a text as it is. The next allocation gives the promo servers that carry it a new version. */
export async function updateTexts(db: Executor, id: string, texts: Texts): Promise<void> {
  await db`
    update promotion set app_name = coalesce(${texts.appName}, app_name),
      short_description = coalesce(${texts.shortDescription}, short_description),
      long_description = coalesce(${texts.longDescription}, long_description),
      image_url = coalesce(${texts.imageUrl}, image_url),
      cta_url = coalesce(${texts.ctaUrl}, cta_url), edited = true
    where id = ${id}`;
}

/** The keys that no variant has. */
export async function updateMessages(
  db: Executor,
  promotionId: string,
  variants: readonly { readonly key: string; readonly messageTemplate: string }[],
): Promise<string[]> {
  const unknown: string[] = [];
  for (const { key, messageTemplate } of variants) {
    const done = await db`
      update promotion_variant set message_template = ${messageTemplate}
      where promotion_id = ${promotionId} and key = ${key} returning id`;
    if (done.length === 0) unknown.push(key);
  }
  return unknown;
}

export interface PromotionRow extends PromotionWrite {
  readonly id: string;
  readonly wireKey: string;
  readonly state: PromotionState;
  readonly demo: boolean;
  /** Whether its window has begun, and whether it is over, by the database clock. */
  readonly hasBegun: boolean;
  readonly isOver: boolean;
}

/** Locked for a change. A row outside `brandId` does not exist. */
export async function lockPromotion(
  db: Executor,
  id: string,
  brandId: string | null,
): Promise<PromotionRow> {
  const [row] = await db<PromotionRow[]>`
    select id, brand_id as "brandId", app_id as "appId", app_name as "appName", wire_key as "wireKey",
      short_description as "shortDescription", long_description as "longDescription",
      image_url as "imageUrl", cta_url as "ctaUrl", promoted_campaign_id as "promotedCampaignId",
      ad_id as "adId", category, tier, servers, starts_at as "startsAt", ends_at as "endsAt", regions,
      languages, platforms, min_users as "minUsers", max_users as "maxUsers",
      price_minor as "priceMinor", currency, state, demo,
      starts_at <= clock_timestamp() as "hasBegun", ends_at <= clock_timestamp() as "isOver"
    from promotion
    where id = ${id} and (${brandId}::uuid is null or brand_id = ${brandId}::uuid) for update`;
  if (!row) throw new AppError("promotion_not_found");
  return row;
}

export async function updateState(
  db: Executor,
  id: string,
  state: PromotionState,
  stated: StatedShortfall | null = null,
): Promise<void> {
  await db`
    update promotion set state = ${state}::text::promotion_state,
      stated_shortfall = coalesce(${stated && JSON.stringify(stated)}::text::jsonb, stated_shortfall)
    where id = ${id}`;
}

export async function listWireKeys(
  db: Executor,
  appId: string,
  except: string | null,
): Promise<Set<string>> {
  const rows = await db<{ key: string }[]>`
    select wire_key as key from promotion
    where app_id = ${appId} and (${except}::uuid is null or id <> ${except}::uuid)`;
  return new Set(rows.map(({ key }) => key));
}

/** Whether a brand is of the demo; undefined: there is no such brand, or it was archived. */
export async function findBrandDemo(db: Executor, brandId: string): Promise<boolean | undefined> {
  const [row] = await db<{ demo: boolean }[]>`
    select demo from brand where id = ${brandId} and archived_at is null and rehearsal_of is null`;
  return row?.demo;
}

export async function hasCampaign(db: Executor, campaignId: string): Promise<boolean> {
  const [row] = await db<{ found: boolean }[]>`
    select exists (select 1 from campaign where id = ${campaignId}) as found`;
  return row?.found ?? false;
}
