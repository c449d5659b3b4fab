import type { Metadata } from "next";
import { findUserZone } from "#app/(brand)/brand/user-zone.ts";
import { HourSheet } from "#components/brand/hour-sheet.tsx";
import { ReportLines } from "#components/brand/report-lines.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import type { BrandReport } from "#lib/analytics/contract.ts";
import { ownReport } from "#lib/analytics/own-report.ts";
import { type PeriodKey, parsePeriod, periodKeys } from "#lib/analytics/period.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Report" };

const words: Record<PeriodKey, string> = {
  day: "Today",
  "7d": "7 days",
  "30d": "30 days",
  year: "This year",
  all: "All",
};

const hrefOf = (key: PeriodKey) => (key === "all" ? "/brand" : `/brand?period=${key}`);

export default async function BrandPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ period?: string | string[] }>;
}) {
  const actor = await requireActor("brand");
  const { period: given } = await searchParams;
  const period = parsePeriod(typeof given === "string" ? given : undefined);
  const [{ database }, zone] = await Promise.all([webRuntime(), findUserZone()]);
  const { brandName, report } = await ownReport(database.sql, actor, period, zone);
  return (
    <>
      <PageHeader title={brandName}>
        <span className="text-ink-2">Times in {zoneCity(zone)} time unless said otherwise</span>
      </PageHeader>
      <LinkTabs
        label="Period"
        tabs={periodKeys.map((key) => ({ href: hrefOf(key), label: words[key] }))}
        current={hrefOf(period)}
      />
      {report.lines.length === 0 ? (
        <div className="mt-6">
          <EmptyState sentence="No campaign gives your prizes yet. It appears here as soon as one is published." />
        </div>
      ) : (
        <Report report={report} period={period} zone={zone} />
      )}
    </>
  );
}

function Report({
  report,
  period,
  zone,
}: {
  readonly report: BrandReport;
  readonly period: PeriodKey;
  readonly zone: string;
}) {
  const { totals, lines, byHour, nowMs } = report;
  const csv = (table: "lines" | "hours") => `/brand/report.csv?period=${period}&table=${table}`;
  const figures = [
    { id: "won", value: formatCount(totals.won), label: "won" },
    { id: "issued", value: formatCount(totals.issued), label: "shown to their winners" },
    { id: "redeemed", value: formatCount(totals.redeemed), label: "redeemed" },
    {
      id: "left",
      value: formatCount(totals.left),
      label: `left of ${formatCount(totals.budget)}, now`,
    },
  ];
  return (
    <>
      <FigureStrip figures={figures} />
      <div className="flex flex-col gap-6">
        <Sheet
          title="Prizes"
          id="lines"
          aside={
            <a className="link text-sm" href={csv("lines")} download>
              CSV of these lines
            </a>
          }
        >
          <ReportLines lines={lines} nowMs={nowMs} />
        </Sheet>
        {byHour.length === 0 ? (
          <EmptyState sentence={quiet(report, zone)} />
        ) : (
          <HourSheet byHour={byHour} zone={zone} csvHref={csv("hours")} />
        )}
      </div>
    </>
  );
}

function quiet({ lines, nowMs }: BrandReport, zone: string): string {
  const next = lines
    .filter((line) => line.startsMs > nowMs)
    .sort((a, b) => a.startsMs - b.startsMs);
  const first = next[0];
  if (!first) return "No plays in this period.";
  return `No plays yet. ${first.campaignName} opens ${formatMoment(first.startsMs, zone)} (${zoneCity(zone)}).`;
}
