import { randomUUID } from "node:crypto";
import { type CampaignDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import { type CreateCampaign, createCampaignSchema } from "#lib/campaigns/contract.ts";
import { freeSlug, slugOf } from "#lib/campaigns/slug.ts";
import { insertCampaign, listSlugs } from "#lib/campaigns/store-campaigns.ts";
import { findStock } from "#lib/campaigns/store-facts.ts";
import { documentFromTemplate } from "#lib/campaigns/templates.ts";
import { isTimeZone } from "#lib/campaigns/zoned-time.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Makes a draft from a template, with an address of its own and dates ahead. */
export async function createCampaign(
  deps: CampaignDeps & { readonly nowMs: number },
  actor: Actor,
  input: CreateCampaign,
): Promise<{ readonly campaignId: string }> {
  requirePermission(actor, "campaign", "create");
  const { template, name, timeZone } = createCampaignSchema.parse(input);
  if (!isTimeZone(timeZone)) throw new AppError("time_zone_unknown");
  return deps.sql.begin(async (tx) => {
    const slug = slugOf(name);
    const stock = await findStock(tx);
    const doc = documentFromTemplate({
      template,
      name,
      slug: freeSlug(slug, await listSlugs(tx, slug)),
      timeZone,
      nowMs: deps.nowMs,
      newId: randomUUID,
      ...(stock && { stock }),
    });
    const campaignId = await insertCampaign(tx, { doc, ownerId: userIdOf(actor), demo: false });
    await writeAudit(tx, {
      actor,
      action: "campaign.created",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      after: { template, name, slug: doc.slug },
      requestId: deps.requestId ?? null,
    });
    return { campaignId };
  });
}
