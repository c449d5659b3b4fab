import type { AppOnWire } from "#lib/promotions/bot-contract.ts";
import type { CampaignRow } from "#lib/promotions/store-batches.ts";

/** A promotion as bots read it. What it does not have is left out. */
export function appOnWire(row: CampaignRow, ctaUrl: string): AppOnWire {
  const { longDescription, imageUrl } = row;
  return {
    appId: row.appId,
    appName: row.appName,
    shortDescription: row.shortDescription,
    ...(longDescription === "" ? {} : { longDescription }),
    campaign: {
      campaignId: row.wireKey,
      campaignName: row.appName,
      startDate: row.startsS,
      endDate: row.endsS,
      tier: row.tier,
      ...(imageUrl === "" ? {} : { imageUrl, images: [{ appLogo: imageUrl }] }),
      ctaUrl,
      ctas: { website: ctaUrl },
      variantId: row.variantKey,
      messageTemplate: row.messageTemplate,
    },
  };
}
