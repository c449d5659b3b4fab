import type { Metadata } from "next";
import {
  loadOwnPromotion,
  loadReport,
  reportHrefs,
} from "#app/(admin)/promotions/[id]/load-promotion.ts";
import { findUserZone } from "#app/(brand)/brand/user-zone.ts";
import { BookedFacts, MessageSheet } from "#components/admin/network/booked-facts.tsx";
import { stateStamps, stateWords } from "#components/admin/network/network-words.ts";
import {
  ArmSheet,
  DaySheet,
  FunnelSheet,
  RanSheet,
  ReportFigures,
} from "#components/admin/network/promotion-report.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
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
  const report = await loadReport(promotion.id, zone);
  const hrefs = reportHrefs(id, zone);
  const { state, startsAt, endsAt } = promotion;
  return (
    <>
      <PageHeader
        title={promotion.appName}
        crumbs={[{ href: "/brand/promotions", label: "Promotions" }]}
        actions={
          <a className={buttonClass()} href={hrefs.certificate} download>
            Certificate
          </a>
        }
      >
        <Stamp state={stateStamps[state]} word={stateWords[state]} />
        <span>
          {formatWindow(startsAt, endsAt, zone)}, {zoneName(zone, startsAt)}
        </span>
      </PageHeader>
      <ReportFigures report={report} />
      <div className="flex flex-col gap-[22px]">
        <RanSheet
          report={report}
          zone={zone}
          linked={false}
          empty="It was on no promo server yet."
          csvHref={hrefs.servers}
        />
        <ArmSheet report={report} />
        <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-[22px]">
            <FunnelSheet report={report} />
            <DaySheet report={report} zone={zone} csvHref={hrefs.days} />
            <MessageSheet variants={promotion.variants} />
          </div>
          <Sheet title="Booked" id="booked">
            <BookedFacts promotion={promotion} zone={zone} />
          </Sheet>
        </div>
      </div>
    </>
  );
}
