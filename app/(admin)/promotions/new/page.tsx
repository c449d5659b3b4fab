import type { Metadata } from "next";
import { loadAd } from "#app/(admin)/ad-desk/[id]/load-ad.ts";
import { book, quote } from "#app/(admin)/promotions/actions.ts";
import { bookingChoices } from "#app/(admin)/promotions/booking-choices.ts";
import { BookingForm } from "#components/admin/network/booking/booking-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { AdDetail } from "#lib/ads/desk-contract.ts";
import { messagesOf } from "#lib/ads/find-creative.ts";
import { requireActor } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "Book a promotion · Promotions" };

/** With `?ad=ad_…` the words of that approved ad, each wording an arm. */
export default async function NewPromotionPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ ad?: string | string[] }>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { ad: adId } = await searchParams;
  const ad = typeof adId === "string" ? await loadAd(adId) : null;
  return (
    <>
      <PageHeader
        title="Book a promotion"
        crumbs={[{ href: "/promotions", label: "Promotions" }]}
      />
      <BookingForm
        {...(await bookingChoices(actor))}
        {...(ad?.review === "APPROVED" ? { given: fromAd(ad) } : {})}
        ask={quote}
        book={book}
      />
    </>
  );
}

function fromAd({ id, brandId, input }: AdDetail) {
  return {
    adId: id,
    brandId,
    appName: input.title,
    shortDescription: input.callToAction,
    longDescription: input.description,
    category: input.genre,
    messages: messagesOf(input),
  };
}
