import "server-only";
import { listBrands } from "#lib/campaigns/brands.ts";
import type { CampaignView, ChecklistFacts } from "#lib/campaigns/contract.ts";
import { loadChecklistFacts } from "#lib/campaigns/store-facts.ts";
import { listPools } from "#lib/coupons/pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

/** Every brand and pool the editor may offer, with what the checklist asks of them. */
export async function loadEditorFacts(
  actor: Actor,
  campaign: CampaignView,
): Promise<ChecklistFacts> {
  const { database } = await webRuntime();
  const [brands, pools] = await Promise.all([
    listBrands(database.sql, actor, { archived: true }),
    listPools(database.sql, actor, { archived: true }),
  ]);
  return loadChecklistFacts(database.sql, {
    campaignId: campaign.id,
    slug: campaign.doc.slug,
    brandIds: brands.map((brand) => brand.id),
    poolIds: pools.map((pool) => pool.id),
  });
}
