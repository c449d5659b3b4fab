import type { BookPromotion, Quote } from "#lib/promotions/booking-contract.ts";
import { type Platform, type Tier, tiers } from "#lib/promotions/contract.ts";
import type { PromotionDetail } from "#lib/promotions/network-contract.ts";

/** What is typed, as it is typed; `toBooking` makes of it what is sent. */
export interface BookingDraft {
  readonly appName: string;
  /** Empty: made from the name. */
  readonly appId: string;
  readonly campaignId: string;
  readonly shortDescription: string;
  readonly longDescription: string;
  readonly imageUrl: string;
  readonly ctaUrl: string;
  readonly promotedCampaignId: string | null;
  readonly category: string;
  readonly tier: Tier;
  readonly servers: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly zone: string;
  /** Words with commas between them. */
  readonly regions: string;
  readonly languages: string;
  readonly platforms: readonly Platform[];
  readonly minUsers: number;
  readonly maxUsers: number | null;
  /** In whole units, with cents behind the point. */
  readonly price: number;
  readonly currency: string;
  readonly brandId: string | null;
  readonly messages: readonly string[];
  /** The approved ad whose words they are. */
  readonly adId: string | null;
}

export const defaultMessage = "{appName}: {shortDescription}";
const dayMs = 86_400_000;

/** From this minute on, for a week. */
export function newBooking(nowMs: number, zone: string): BookingDraft {
  const startMs = Math.floor(nowMs / 60_000) * 60_000;
  return {
    appName: "",
    appId: "",
    campaignId: "",
    shortDescription: "",
    longDescription: "",
    imageUrl: "",
    ctaUrl: "",
    promotedCampaignId: null,
    category: "",
    tier: "standard",
    servers: tiers.standard.to,
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(startMs + 7 * dayMs).toISOString(),
    zone,
    regions: "",
    languages: "",
    platforms: [],
    minUsers: 0,
    maxUsers: null,
    price: 0,
    currency: "EUR",
    brandId: null,
    messages: [defaultMessage],
    adId: null,
  };
}

/** A draft that was kept, as it is typed on. Its key on the wire stays unless somebody changes it. */
export function draftOf(kept: PromotionDetail): Partial<BookingDraft> {
  const { appName, appId, shortDescription, longDescription, imageUrl, ctaUrl } = kept;
  const { promotedCampaignId, category, tier, servers, startsAt, endsAt } = kept;
  const { platforms, minUsers, maxUsers, currency, brandId, adId } = kept;
  return {
    ...{ appName, appId, shortDescription, longDescription, imageUrl, ctaUrl },
    ...{ promotedCampaignId, category, tier, servers, startsAt, endsAt },
    ...{ platforms, minUsers, maxUsers, currency, brandId, adId },
    campaignId: kept.wireKey,
    regions: kept.regions.join(", "),
    languages: kept.languages.join(", "),
    price: kept.priceMinor / 100,
    messages: kept.variants.map(({ messageTemplate }) => messageTemplate),
  };
}

export function words(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}

/** `kite-run` for "Kite Run!": what the app is called on the wire when nobody says. */
export function appIdOf({ appId, appName }: Pick<BookingDraft, "appId" | "appName">): string {
  if (appId.trim()) return appId.trim();
  return appName
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** What the forecast depends on, and nothing else: typing a message asks nothing. */
export function toQuote(draft: BookingDraft): Quote {
  const { tier, servers, startsAt, endsAt, minUsers, maxUsers, category, brandId } = draft;
  return {
    ...{ tier, servers, startsAt, endsAt, minUsers, maxUsers, category, brandId },
    regions: words(draft.regions),
    languages: words(draft.languages),
    platforms: [...draft.platforms],
  };
}

export function toBooking(
  draft: BookingDraft,
  how: { readonly asDraft: boolean; readonly acceptShortfall: boolean },
): BookPromotion {
  const { appName, campaignId, shortDescription, longDescription, imageUrl, ctaUrl } = draft;
  return {
    ...toQuote(draft),
    ...{ appName, campaignId, shortDescription, longDescription, imageUrl },
    appId: appIdOf(draft),
    ctaUrl: draft.promotedCampaignId ? "" : ctaUrl,
    promotedCampaignId: draft.promotedCampaignId,
    adId: draft.adId,
    priceMinor: Math.round(draft.price * 100),
    currency: draft.currency,
    variants: draft.messages.map((messageTemplate) => ({ messageTemplate })),
    ...how,
  };
}
