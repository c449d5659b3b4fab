import type { AdAccepted, AdInput } from "#lib/ads/contract.ts";
import { brandExists } from "#lib/ads/store-policies.ts";
import type { AdDesk } from "#lib/ads/submit-ad.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Staff submit for a brand: its people see the ad, hear of it, and its policy lists judge it. */
export async function submitForBrand(
  deps: { readonly sql: Executor; readonly desk: AdDesk },
  actor: Actor,
  { brandId, ad }: { readonly brandId: string; readonly ad: AdInput },
): Promise<AdAccepted> {
  requirePermission(actor, "ad", "operate");
  if (!(await brandExists(deps.sql, brandId))) throw new AppError("brand_not_found");
  return deps.desk.submit(actor, { body: ad, brandId });
}
