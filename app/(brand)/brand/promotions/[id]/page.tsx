import type { Metadata } from "next";
import { loadOwnPromotion } from "#app/(admin)/promotions/[id]/load-promotion.ts";
import { findUserZone } from "#app/(brand)/brand/user-zone.ts";
import { FunnelBars } from "#components/admin/network/funnel-bars.tsx";
import { stateStamps, stateWords } from "#components/admin/network/network-words.ts";
import {
  BookedFacts,
  funnelSteps,
  promotionFigures,
} from "#components/admin/network/promotion-report.tsx";
import { RanTable } from "#components/admin/network/ran-table.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatWindow, zoneName } from "#components/ui/format-time.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { requireActor } from "#lib/http/next/session.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await loadOwnPromotion((await params).id)).appName} · Promotions` };
}

export default async function OwnPromotionPage({ params }: Props) {
  await requireActor("brand");
  const { id } = await params;
  const [promotion, zone] = await Promise.all([loadOwnPromotion(id), findUserZone()]);
  const { state, startsAt, endsAt, ran } = promotion;
  return (
    <>
      <PageHeader
        title={promotion.appName}
        crumbs={[{ href: "/brand/promotions", label: "Promotions" }]}
        actions={
          <a className={buttonClass()} href={`/brand/promotions/${id}/certificate.json`} download>
            Certificate
          </a>
        }
      >
        <Stamp state={stateStamps[state]} word={stateWords[state]} />
        <span>
          {formatWindow(startsAt, endsAt, zone)}, {zoneName(zone, startsAt)}
        </span>
      </PageHeader>
      <FigureStrip figures={promotionFigures(promotion)} />
      <div className="flex flex-col gap-[22px]">
        <Sheet title="Where it ran" id="ran">
          {ran.length === 0 ? (
            <p className="text-ink-2">It was on no promo server yet.</p>
          ) : (
            <RanTable lines={ran} labelledBy="ran" zone={zone} linked={false} />
          )}
        </Sheet>
        <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <Sheet title="From booking to conversion" id="funnel">
            <FunnelBars steps={funnelSteps(promotion.funnel)} />
          </Sheet>
          <Sheet title="Booked" id="booked">
            <BookedFacts promotion={promotion} zone={zone} />
          </Sheet>
        </div>
      </div>
    </>
  );
}
