import { randomUUID } from "node:crypto";
import { type CampaignDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import { duplicateDocument } from "#lib/campaigns/duplicate-document.ts";
import { freeSlug } from "#lib/campaigns/slug.ts";
import { insertCampaign, listSlugs, lockCampaign } from "#lib/campaigns/store-campaigns.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";

/** A draft with the same games and texts, dates ahead, no pools: codes belong to one campaign at a time. */
export async function duplicateCampaign(
  deps: CampaignDeps & { readonly nowMs: number },
  actor: Actor,
  { campaignId }: { readonly campaignId: string },
): Promise<{ readonly campaignId: string }> {
  requirePermission(actor, "campaign", "duplicate");
  return deps.sql.begin(async (tx) => {
    const { doc } = await lockCampaign(tx, campaignId);
    const base = doc.slug.slice(0, 48).replace(/-+$/, "");
    const copy = duplicateDocument(doc, {
      slug: freeSlug(base, await listSlugs(tx, base)),
      nowMs: deps.nowMs,
      newId: randomUUID,
    });
    const id = await insertCampaign(tx, { doc: copy, ownerId: userIdOf(actor), demo: false });
    await writeAudit(tx, {
      actor,
      action: "campaign.duplicated",
      subjectKind: "campaign",
      subjectId: id,
      campaignId: id,
      after: { of: campaignId, slug: copy.slug },
      requestId: deps.requestId ?? null,
    });
    return { campaignId: id };
  });
}
