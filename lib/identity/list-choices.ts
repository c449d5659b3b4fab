import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import {
  listBrandChoices,
  listCampaignChoices,
  type NamedRow,
} from "#lib/identity/store-choices.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Brands that people and API keys can be confined to. */
export async function brandChoices(executor: Executor, actor: Actor): Promise<NamedRow[]> {
  requirePermission(actor, "user", "read");
  return listBrandChoices(executor);
}

/** Campaigns that a partner key can be confined to. */
export async function campaignChoices(executor: Executor, actor: Actor): Promise<NamedRow[]> {
  requirePermission(actor, "partnerKey", "read");
  return listCampaignChoices(executor);
}
