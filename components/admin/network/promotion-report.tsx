import type { FunnelStep } from "#components/admin/network/funnel-bars.tsx";
import {
  formatMoney,
  platformWords,
  stateWords,
  tierWords,
} from "#components/admin/network/network-words.ts";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import type { Figure } from "#components/ui/figure-strip.tsx";
import { formatCount, formatShare, plural } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import type { PromotionDetail, PromotionFunnel } from "#lib/promotions/network-contract.ts";

/** The four figures above a promotion. */
export function promotionFigures({ funnel, billed, servers }: PromotionDetail): Figure[] {
  const { posts, clicks, conversions } = funnel;
  return [
    {
      id: "exposures",
      value: `${formatCount(billed)} of ${formatCount(servers)}`,
      label: "exposures with a receipt",
    },
    { id: "posts", value: formatCount(posts), label: "posts" },
    {
      id: "clicks",
      value: formatCount(clicks),
      label: posts > 0 ? `clicks · ${(clicks / posts).toFixed(1)} a post` : "clicks",
    },
    {
      id: "conversions",
      value: formatCount(conversions),
      label: clicks > 0 ? `conversions · ${formatShare(conversions / clicks)}` : "conversions",
    },
  ];
}

/** From the booking to what people did. */
export function funnelSteps({
  booked,
  posted,
  clicks,
  conversions,
}: PromotionFunnel): FunnelStep[] {
  return [
    { label: "Servers booked", value: booked },
    { label: "Posted on", value: posted, of: { words: "of booked", value: booked } },
    { label: "Clicks", value: clicks },
    { label: "Conversions", value: conversions, of: { words: "of clicks", value: clicks } },
  ];
}

/** What was booked, in words. */
export function BookedFacts({
  promotion,
  zone,
}: {
  readonly promotion: PromotionDetail;
  readonly zone: string;
}) {
  const { tier, servers, regions, languages, platforms, minUsers, maxUsers } = promotion;
  const size =
    maxUsers === null
      ? minUsers > 0
        ? `from ${formatCount(minUsers)}`
        : "any"
      : `${formatCount(minUsers)} to ${formatCount(maxUsers)}`;
  return (
    <DefinitionList
      rows={[
        ["Tier", `${tierWords[tier]}, ${plural(servers, "promo server")}`],
        ["Regions", regions.join(", ") || "everywhere"],
        ["Languages", languages.join(", ") || "all"],
        ["Platforms", platforms.map((each) => platformWords[each]).join(", ") || "all"],
        ["Members", size],
        ["Category", promotion.category || "none"],
        [
          "Price",
          promotion.priceMinor > 0
            ? formatMoney(promotion.priceMinor, promotion.currency)
            : "not said",
        ],
        ["Brand", promotion.brandName ?? "none"],
        ["Booked", formatMoment(promotion.createdAt, zone)],
        [
          "Delivered",
          promotion.deliveredAt
            ? formatMoment(promotion.deliveredAt, zone)
            : stateWords[promotion.state],
        ],
      ]}
    />
  );
}
