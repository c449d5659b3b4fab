import { formatMoney, platformWords, tierWords } from "#components/admin/network/network-words.ts";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { PromotionDetail } from "#lib/promotions/network-contract.ts";

function sizeWords({ minUsers, maxUsers }: PromotionDetail): string {
  if (maxUsers !== null) return `${formatCount(minUsers)} to ${formatCount(maxUsers)}`;
  return minUsers > 0 ? `from ${formatCount(minUsers)}` : "any";
}

function deliveredWords({ deliveredAt, state }: PromotionDetail, zone: string): string {
  if (deliveredAt) return formatMoment(deliveredAt, zone);
  return state === "ended" || state === "cancelled" ? "no" : "not yet";
}

/** What was booked, in words. */
export function BookedFacts({
  promotion,
  zone,
}: {
  readonly promotion: PromotionDetail;
  readonly zone: string;
}) {
  const { tier, servers, regions, languages, platforms } = promotion;
  return (
    <DefinitionList
      rows={[
        ["Tier", `${tierWords[tier]}, ${plural(servers, "promo server")}`],
        ["Regions", regions.join(", ") || "everywhere"],
        ["Languages", languages.join(", ") || "all"],
        ["Platforms", platforms.map((each) => platformWords[each]).join(", ") || "all"],
        ["Members", sizeWords(promotion)],
        ["Category", promotion.category || "none"],
        [
          "Price",
          promotion.priceMinor > 0
            ? formatMoney(promotion.priceMinor, promotion.currency)
            : "not said",
        ],
        ["Brand", promotion.brandName ?? "none"],
        ["Entered", formatMoment(promotion.createdAt, zone)],
        ["Delivered", deliveredWords(promotion, zone)],
      ]}
    />
  );
}

/** The words of each variant, before its placeholders are filled. */
export function MessageSheet({ variants }: { readonly variants: PromotionDetail["variants"] }) {
  return (
    <Sheet title={variants.length > 1 ? "Messages" : "Message"} id="messages">
      <ul className="flex flex-col gap-3">
        {variants.map(({ key, messageTemplate }) => (
          <li key={key} className="border-l-4 border-rule pl-3">
            {variants.length > 1 ? (
              <p className="text-sm text-ink-2">Variant {key.toUpperCase()}</p>
            ) : null}
            <p className="break-words whitespace-pre-wrap">{messageTemplate}</p>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
