import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { loadPromotion } from "#app/(admin)/promotions/[id]/load-promotion.ts";
import { book, quote, saveDraft, saveTexts } from "#app/(admin)/promotions/actions.ts";
import { bookingChoices } from "#app/(admin)/promotions/booking-choices.ts";
import { draftOf } from "#components/admin/network/booking/booking-draft.ts";
import { BookingForm } from "#components/admin/network/booking/booking-form.tsx";
import { PromotionTexts } from "#components/admin/network/promotion-texts.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requireActor } from "#lib/http/next/session.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { appName } = await loadPromotion((await params).id);
  return { title: `Edit ${appName} · Promotions` };
}

/** All of a draft; of what is booked the texts alone. */
export default async function EditPromotionPage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  const { id } = await params;
  const promotion = await loadPromotion(id);
  const href = `/promotions/${id}`;
  const { state, appName } = promotion;
  if (state === "ended" || state === "cancelled") redirect(href);
  const isDraft = state === "draft";
  return (
    <>
      <PageHeader
        title={isDraft ? `Edit ${appName}` : `Texts of ${appName}`}
        crumbs={[
          { href: "/promotions", label: "Promotions" },
          { href, label: appName },
        ]}
      >
        {isDraft ? null : (
          <p className="text-ink-2">
            Dates, audience and the number of messages stay as they were booked.
          </p>
        )}
      </PageHeader>
      {isDraft ? (
        <BookingForm
          {...(await bookingChoices(actor))}
          given={draftOf(promotion)}
          ask={quote}
          book={book}
          kept={{ promotionId: promotion.id, href, save: saveDraft }}
        />
      ) : (
        <PromotionTexts promotion={promotion} act={saveTexts} href={href} />
      )}
    </>
  );
}
