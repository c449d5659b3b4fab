// Where a tracked address leads. The target comes from the booking alone: nothing in a request can change it.

export interface LinkedPromotion {
  readonly ctaUrl: string;
  /** Of the Frolic campaign that is promoted, null: another address. */
  readonly campaignSlug: string | null;
  readonly campaignId: string;
  readonly serverId: string | null;
  readonly variantKey: string;
}

function marks({ campaignId, serverId, variantKey }: LinkedPromotion): [string, string][] {
  return [
    ["promotion", campaignId],
    ...(serverId === null ? [] : [["server", serverId] satisfies [string, string]]),
    ["variant", variantKey],
  ];
}

/**
 * The address with what tells where the click came from, or undefined when the booking has no good one. A page of
 * this installation is named by its path, so a phone stays on the host it asked. Other parameters are left as they
 * are; `reference` is what a postback says later.
 */
export function clickTarget(
  promotion: LinkedPromotion,
  reference: string | undefined,
): string | undefined {
  if (promotion.campaignSlug !== null) {
    const path = `/p/${encodeURIComponent(promotion.campaignSlug)}`;
    return reference === undefined ? path : `${path}?ref=${reference}`;
  }
  if (!URL.canParse(promotion.ctaUrl)) return undefined;
  const target = new URL(promotion.ctaUrl);
  if (target.protocol !== "https:" && target.protocol !== "http:") return undefined;
  for (const [name, value] of marks(promotion)) target.searchParams.set(`frolic_${name}`, value);
  if (reference !== undefined) target.searchParams.set("frolic_click", reference);
  return target.href;
}
