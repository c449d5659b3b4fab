import { slugOf } from "#lib/campaigns/slug.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import {
  type Booked,
  type BookPromotion,
  bookPromotionSchema,
  type Forecast,
  type StatedShortfall,
  variantKey,
} from "#lib/promotions/booking-contract.ts";
import type { Booking, PromotionState } from "#lib/promotions/contract.ts";
import { auditPromotion, ownerOf, type PromotionDeps } from "#lib/promotions/promotion-deps.ts";
import { forecastBooking } from "#lib/promotions/read-forecast.ts";
import {
  findBrandDemo,
  hasCampaign,
  insertPromotion,
  listWireKeys,
  lockPromotion,
  type PromotionRow,
  replaceVariants,
  updateState,
} from "#lib/promotions/store-promotions.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** cmp_<app>_<month> of the start in UTC, with a number behind it when the app has that one already. */
export function freeWireKey(appId: string, startsAt: string, taken: ReadonlySet<string>): string {
  const month = months[new Date(startsAt).getUTCMonth()] ?? "";
  const base = `cmp_${slugOf(appId).replaceAll("-", "_")}_${month}`;
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(key)) return key;
  }
}

/** What a booking stands on: brand, campaign and ad exist, and an ad lends the texts that were left to it. */
export async function settleBooking(
  tx: Executor,
  deps: PromotionDeps,
  scope: string | null,
  booking: Booking,
): Promise<{ readonly booking: Booking; readonly demo: boolean }> {
  const brandId = scope ?? booking.brandId;
  const demo = brandId === null ? false : await findBrandDemo(tx, brandId);
  if (demo === undefined) throw new AppError("brand_not_found");
  const { promotedCampaignId, adId } = booking;
  if (promotedCampaignId !== null && !(await hasCampaign(tx, promotedCampaignId))) {
    throw new AppError("campaign_not_found");
  }
  if (adId === null) return { booking: { ...booking, brandId }, demo };
  const creative = await deps.findCreative?.(tx, adId, brandId);
  if (!creative) {
    throw new AppError("invalid", {
      fields: [{ path: "adId", message: "There is no approved ad of this brand with this id." }],
    });
  }
  const { longDescription } = booking;
  return {
    booking: { ...booking, brandId, longDescription: longDescription || creative.longDescription },
    demo,
  };
}

export const namedVariants = (variants: Booking["variants"]) =>
  variants.map(({ key, messageTemplate }, position) => ({
    key: key ?? variantKey(position),
    messageTemplate,
  }));

/**
 * Books a promotion, or keeps it as a draft. A booking that the network cannot carry is refused with the constraint
 * that binds; with `acceptShortfall` it is taken, and what it is short of is stated on it for good.
 */
export async function bookPromotion(
  deps: PromotionDeps,
  actor: Actor,
  input: BookPromotion,
): Promise<Booked> {
  requirePermission(actor, "promotion", "book");
  const { asDraft, acceptShortfall, ...asked } = bookPromotionSchema.parse(input);
  return deps.sql.begin(async (tx) => {
    const { booking, demo } = await settleBooking(tx, deps, brandScope(actor), asked);
    const { campaignId, variants, ...fields } = booking;
    const { appId, startsAt } = fields;
    const wireKey = campaignId || freeWireKey(appId, startsAt, await listWireKeys(tx, appId, null));
    const ownerId = ownerOf(actor);
    const row = { ...fields, wireKey, ownerId, createdBy: ownerId, demo };
    const promotionId = await insertPromotion(tx, row);
    await replaceVariants(tx, promotionId, namedVariants(variants));
    const after = { ...fields, wireKey };
    await auditPromotion(tx, deps, {
      actor,
      action: "promotion.drafted",
      promotionId,
      after,
    });
    if (asDraft) return { promotionId, wireKey, state: "draft", forecast: null };
    const draft = await lockPromotion(tx, promotionId, null);
    return bookLocked(tx, deps, actor, draft, acceptShortfall);
  });
}

/** The same for a draft that was kept. */
export async function bookDraft(
  deps: PromotionDeps,
  actor: Actor,
  input: { readonly promotionId: string; readonly acceptShortfall?: boolean },
): Promise<Booked> {
  requirePermission(actor, "promotion", "book");
  return deps.sql.begin(async (tx) => {
    const draft = await lockPromotion(tx, input.promotionId, brandScope(actor));
    if (draft.state !== "draft") throw new AppError("promotion_state");
    return bookLocked(tx, deps, actor, draft, input.acceptShortfall ?? false);
  });
}

async function bookLocked(
  tx: Executor,
  deps: PromotionDeps,
  actor: Actor,
  draft: PromotionRow,
  acceptShortfall: boolean,
): Promise<Booked> {
  requireBookable(draft);
  const { id: promotionId, wireKey } = draft;
  const forecast = await forecastBooking(tx, draft, draft.demo);
  if (forecast.shortfall > 0 && !acceptShortfall) {
    throw new AppError("promotion_infeasible", { details: forecast.sentence });
  }
  const stated = statedShortfall(forecast);
  const state = stateByTime(draft);
  await updateState(tx, promotionId, state, stated);
  const after = { state, shortfall: forecast.shortfall, ...(stated && { stated }) };
  const before = { state: draft.state };
  await auditPromotion(tx, deps, {
    actor,
    ...{ action: "promotion.booked", promotionId, before, after },
  });
  await wantAllocation(tx, "promotion");
  return { promotionId, wireKey, state, forecast };
}

function requireBookable({ isOver, ctaUrl, promotedCampaignId }: PromotionRow): void {
  const fields = [
    ...(isOver ? [{ path: "endsAt", message: "The end has passed." }] : []),
    ...(ctaUrl === "" && promotedCampaignId === null
      ? [{ path: "ctaUrl", message: "Say where a click leads, or choose a campaign." }]
      : []),
  ];
  if (fields.length > 0) throw new AppError("invalid", { fields });
}

function statedShortfall({ shortfall, binding, sentence }: Forecast): StatedShortfall | null {
  return shortfall === 0 ? null : { missing: shortfall, binding, sentence };
}

/** What a booked promotion is by the database clock: waiting for its start, or running. */
export function stateByTime({ hasBegun }: Pick<PromotionRow, "hasBegun">): PromotionState {
  return hasBegun ? "live" : "scheduled";
}
