import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";
import { type Forecast, type Quote, quoteSchema } from "#lib/promotions/booking-contract.ts";
import type { PromotionDeps } from "#lib/promotions/promotion-deps.ts";
import { forecastBooking } from "#lib/promotions/read-forecast.ts";
import { findBrandDemo } from "#lib/promotions/store-promotions.ts";

/** What the network could carry of a booking, before anything is booked. Nothing is held for it. */
export async function quotePromotion(
  deps: Pick<PromotionDeps, "sql">,
  actor: Actor,
  input: Quote,
): Promise<Forecast> {
  requirePermission(actor, "promotion", "book");
  const quote = quoteSchema.parse(input);
  const brandId = brandScope(actor) ?? quote.brandId;
  const demo = brandId === null ? false : await findBrandDemo(deps.sql, brandId);
  if (demo === undefined) throw new AppError("brand_not_found");
  return forecastBooking(deps.sql, quote, demo);
}
