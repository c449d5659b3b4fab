import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { type CampaignDetail, getCampaign } from "#lib/campaigns/get-campaign.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

/** The campaign of the address, once a request; an unknown id is a page that does not exist. */
export const loadCampaign = cache(async (publicId: string): Promise<CampaignDetail> => {
  const actor = await requireActor("admin", "marketer");
  const campaignId = fromPublicId("cmp", publicId);
  if (!campaignId) notFound();
  const { database } = await webRuntime();
  try {
    return await getCampaign(database.sql, actor, { campaignId });
  } catch (error) {
    if (error instanceof AppError && error.code === "campaign_not_found") notFound();
    throw error;
  }
});
