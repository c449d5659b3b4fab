import type { Metadata } from "next";
import { heldAgainst, loadAd } from "#app/(admin)/ad-desk/[id]/load-ad.ts";
import { review } from "#app/(admin)/ad-desk/actions.ts";
import { cancel, retry, showSecret } from "#app/(admin)/ad-desk/people-actions.ts";
import { AdPreviews } from "#components/admin/ads/ad-previews.tsx";
import {
  ReasonsNote,
  SubmittedSheet,
  TriesSheet,
  VersionsSheet,
} from "#components/admin/ads/ad-sheets.tsx";
import { AdState } from "#components/admin/ads/ad-state.tsx";
import { AnalysisSheet } from "#components/admin/ads/analysis-sheet.tsx";
import { PressButton } from "#components/admin/ads/press-button.tsx";
import { RefreshEvery } from "#components/admin/ads/refresh-every.tsx";
import { ReviewButtons } from "#components/admin/ads/review-buttons.tsx";
import { WebhookSheet } from "#components/admin/ads/webhook-sheet.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import type { AdDetail } from "#lib/ads/desk-contract.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await loadAd((await params).id)).input.title} · Ads` };
}

export default async function AdPage({ params }: Props) {
  await requireActor("admin", "marketer");
  const { id } = await params;
  const [ad, user, { clock }] = await Promise.all([loadAd(id), currentUser(), webRuntime()]);
  const zone = user?.timeZone ?? "UTC";
  const moves = ad.status === "QUEUED" || ad.status === "PROCESSING" || ad.status === "FAILED";
  return (
    <>
      <PageHeader
        title={ad.input.title}
        crumbs={[{ href: "/ad-desk", label: "Ads" }]}
        actions={<Buttons adId={id} ad={ad} />}
      >
        <AdState ad={ad} adId={id} nowMs={clock.now()} />
      </PageHeader>
      {ad.review === "REJECTED" ? <ReasonsNote reasons={ad.reasons} /> : null}
      <div className="mt-5 flex flex-col gap-[22px]">
        {ad.analysis ? <AnalysisSheet analysis={ad.analysis} input={ad.input} /> : null}
        <div className="grid items-start gap-[22px] md:grid-cols-2">
          <SubmittedSheet ad={ad} zone={zone} />
          <Sheet title="As it will be shown" id="previews">
            <AdPreviews input={ad.input} />
          </Sheet>
        </div>
        <WebhookSheet adId={id} ad={ad} zone={zone} act={showSecret} />
        <VersionsSheet versions={ad.versions} zone={zone} />
        <TriesSheet tries={ad.tries} zone={zone} />
      </div>
      <RefreshEvery ms={1_000} isOn={moves} />
    </>
  );
}

function Buttons({ adId, ad }: { readonly adId: string; readonly ad: AdDetail }) {
  const { status, review: verdict } = ad;
  const over = status === "COMPLETED" || status === "CANCELLED";
  return (
    <>
      {status === "CANCELLED" ? null : (
        <LinkButton href={`/ad-desk/new?from=${adId}`}>Resubmit</LinkButton>
      )}
      {status === "DEAD" || status === "FAILED" ? (
        <PressButton act={retry} input={{ adId }} said="The ad is in the queue again.">
          Retry
        </PressButton>
      ) : null}
      {over ? null : (
        <PressButton act={cancel} input={{ adId }} said="The ad is cancelled." look="danger">
          Cancel
        </PressButton>
      )}
      {status === "COMPLETED" && verdict === "APPROVED" ? (
        <LinkButton href={`/promotions/new?ad=${adId}`}>Book a promotion</LinkButton>
      ) : null}
      {status === "COMPLETED" ? (
        <ReviewButtons adId={adId} review={verdict} found={heldAgainst(ad)} act={review} />
      ) : null}
    </>
  );
}
