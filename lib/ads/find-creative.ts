import { findAd } from "#lib/ads/store-ads.ts";
import type { Executor } from "#lib/platform/database.ts";

/** The texts that an approved ad lends to a promotion of its brand; an ad of no brand lends them to everybody. */
export async function findCreative(
  tx: Executor,
  adId: string,
  brandId: string | null,
): Promise<
  | {
      readonly shortDescription: string;
      readonly longDescription: string;
      readonly messages: readonly string[];
    }
  | undefined
> {
  const ad = await findAd(tx, adId, { brandId: null, ownerId: null });
  if (ad?.status !== "COMPLETED" || ad.review !== "APPROVED") return undefined;
  if (ad.brandId !== null && ad.brandId !== brandId) return undefined;
  const { input } = ad;
  return {
    shortDescription: input.callToAction,
    longDescription: input.description,
    messages: messagesOf(input),
  };
}

/** The wordings of an ad as messages of a promotion: one arm each. */
export function messagesOf(input: {
  readonly title: string;
  readonly description: string;
  readonly callToAction: string;
  readonly variants: readonly {
    readonly title: string;
    readonly description: string;
    readonly callToAction: string;
  }[];
}): string[] {
  return [input, ...input.variants].map(({ title, description, callToAction }) =>
    `${title}\n${description}\n${callToAction}`.slice(0, 1_500),
  );
}
