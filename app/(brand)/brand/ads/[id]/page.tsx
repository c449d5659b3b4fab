import type { Metadata } from "next";
import { loadOwnAd } from "#app/(admin)/ad-desk/[id]/load-ad.ts";
import { cancel, showSecret } from "#app/(admin)/ad-desk/people-actions.ts";
import { findUserZone } from "#app/(brand)/brand/user-zone.ts";
import { AdPreviews } from "#components/admin/ads/ad-previews.tsx";
import { ReasonsNote, SubmittedSheet, VersionsSheet } from "#components/admin/ads/ad-sheets.tsx";
import { AdState } from "#components/admin/ads/ad-state.tsx";
import { AnalysisSheet } from "#components/admin/ads/analysis-sheet.tsx";
import { PressButton } from "#components/admin/ads/press-button.tsx";
import { RefreshEvery } from "#components/admin/ads/refresh-every.tsx";
import { WebhookSheet } from "#components/admin/ads/webhook-sheet.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await loadOwnAd((await params).id)).input.title} · Ads` };
}

export default async function OwnAdPage({ params }: Props) {
  await requireActor("brand");
  const { id } = await params;
  const [ad, zone, { clock }] = await Promise.all([loadOwnAd(id), findUserZone(), webRuntime()]);
  const { status } = ad;
  const moves = status === "QUEUED" || status === "PROCESSING" || status === "FAILED";
  return (
    <>
      <PageHeader
        title={ad.input.title}
        crumbs={[{ href: "/brand/ads", label: "Ads" }]}
        actions={
          <>
            {moves ? (
              <PressButton
                act={cancel}
                input={{ adId: id }}
                said="The ad is cancelled."
                look="danger"
              >
                Cancel
              </PressButton>
            ) : null}
            {status === "CANCELLED" ? null : (
              <LinkButton
                look={ad.review === "REJECTED" ? "primary" : "plain"}
                href={`/brand/ads/new?from=${id}`}
              >
                Resubmit
              </LinkButton>
            )}
          </>
        }
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
      </div>
      <RefreshEvery ms={1_000} isOn={moves} />
    </>
  );
}
