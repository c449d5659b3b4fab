import "server-only";
import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignView } from "#lib/campaigns/contract.ts";
import { readChecklistFacts } from "#lib/campaigns/publish-campaign.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

/** Every brand and pool the editor may offer, with what the checklist asks of them. */
export async function loadEditorFacts(
  actor: Actor,
  campaign: CampaignView,
): Promise<ChecklistFacts> {
  const { database } = await webRuntime();
  const about = { campaignId: campaign.id, slug: campaign.doc.slug };
  return readChecklistFacts(database.sql, actor, about);
}
