import { ArmTable } from "#components/admin/network/arm-table.tsx";
import { FunnelBars, type FunnelStep } from "#components/admin/network/funnel-bars.tsx";
import { RanTable } from "#components/admin/network/ran-table.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { StepBars } from "#components/charts/step-bars.tsx";
import { type Figure, FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, formatShare } from "#components/ui/format-number.ts";
import { zoneCity } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { PromotionReport } from "#lib/promotions/report-contract.ts";

/** The four figures above a promotion. */
export function ReportFigures({ report }: { readonly report: PromotionReport }) {
  const { billed, booked, makegoods, totals, promotedCampaign } = report;
  const { posts, clicks, conversions, wins } = totals;
  const given = makegoods > 0 ? ` · ${formatCount(makegoods)} in place of others` : "";
  const outcome: Figure =
    promotedCampaign === null
      ? {
          id: "conversions",
          value: formatCount(conversions),
          label: clicks > 0 ? `conversions · ${formatShare(conversions / clicks)}` : "conversions",
        }
      : { id: "wins", value: formatCount(wins), label: `wins in ${promotedCampaign}` };
  return (
    <FigureStrip
      figures={[
        {
          id: "exposures",
          value: `${formatCount(billed)} of ${formatCount(booked)}`,
          label: `exposures with a receipt${given}`,
        },
        { id: "posts", value: formatCount(posts), label: "posts" },
        {
          id: "clicks",
          value: formatCount(clicks),
          label: posts > 0 ? `clicks · ${(clicks / posts).toFixed(1)} a post` : "clicks",
        },
        outcome,
      ]}
    />
  );
}

/** Where it ran, for everybody who may know; links lead only staff anywhere. */
export function RanSheet({
  report,
  zone,
  linked,
  empty,
  csvHref,
}: {
  readonly report: PromotionReport;
  readonly zone: string;
  readonly linked: boolean;
  /** Said where it ran nowhere yet. */
  readonly empty: string;
  readonly csvHref: string;
}) {
  return (
    <Sheet
      title="Where it ran"
      id="ran"
      aside={
        report.servers.length ? (
          <a className="link text-sm" href={csvHref} download>
            CSV of these lines
          </a>
        ) : null
      }
    >
      {report.servers.length === 0 ? (
        <p className="text-ink-2">{empty}</p>
      ) : (
        <RanTable
          servers={report.servers}
          labelledBy="ran"
          zone={zone}
          linked={linked}
          withPlays={report.promotedCampaign !== null}
        />
      )}
    </Sheet>
  );
}

/** From the booking to what people did. */
export function FunnelSheet({ report }: { readonly report: PromotionReport }) {
  const { totals, ignored, complaintsPer1000Posts } = report;
  const left = Object.values(ignored).reduce((sum, count) => sum + count, 0);
  return (
    <Sheet title="From booking to result" id="funnel">
      <FunnelBars steps={stepsOf(report)} />
      <ul className="mt-3 text-sm text-ink-2">
        <li>
          {left === 0
            ? "No click was left out."
            : `${formatCount(left)} more were kept and not counted: ${Object.entries(ignored)
                .map(([why, count]) => `${ignoredWords[why] ?? why} ${formatCount(count)}`)
                .join(", ")}.`}
        </li>
        {totals.toldClicks > 0 ? (
          <li>{formatCount(totals.toldClicks)} of the clicks were told by bots, not measured.</li>
        ) : null}
        {complaintsPer1000Posts === null ? null : (
          <li>{formatCount(complaintsPer1000Posts)} complaints per 1,000 posts.</li>
        )}
      </ul>
    </Sheet>
  );
}

const ignoredWords: Readonly<Record<string, string>> = {
  crawler: "crawlers",
  prefetch: "previews",
  embedded: "embedded pictures",
  repeat: "repeats",
  flood: "floods",
  before_booking: "before the booking",
  after_booking: "after the booking",
};

function stepsOf({ booked, servers, totals, promotedCampaign }: PromotionReport): FunnelStep[] {
  const posted = servers.filter(({ serverId, postedAt }) => serverId && postedAt).length;
  const { clicks, conversions, plays, wins, redemptions } = totals;
  const people = Math.max(clicks, plays);
  const base: FunnelStep[] = [
    { label: "Servers booked", value: booked, whole: booked },
    {
      label: "Posted on",
      value: posted,
      whole: booked,
      of: { words: "of booked", value: booked },
    },
    { label: "Clicks", value: clicks, whole: clicks },
  ];
  const bought = {
    label: "Conversions",
    value: conversions,
    whole: clicks,
    of: { words: "of clicks", value: clicks },
  };
  if (promotedCampaign === null) return [...base, bought];
  return [
    ...base,
    { label: "Plays", value: plays, whole: people, of: { words: "of clicks", value: clicks } },
    { label: "Wins", value: wins, whole: people, of: { words: "of plays", value: plays } },
    {
      label: "Redeemed",
      value: redemptions,
      whole: people,
      of: { words: "of wins", value: wins },
    },
  ];
}

/** Day by day; nothing is drawn before there are two. */
export function DaySheet({
  report: { days },
  zone,
  csvHref,
}: {
  readonly report: PromotionReport;
  readonly zone: string;
  readonly csvHref: string;
}) {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last || first === last) return null;
  const most = Math.max(...days.map(({ clicks }) => clicks));
  return (
    <Sheet
      title={`Clicks by day, ${zoneCity(zone)} time`}
      id="days"
      aside={
        <a className="link text-sm" href={csvHref} download>
          CSV of the days
        </a>
      }
    >
      <StepBars
        label={`Clicks by day, at most ${formatCount(most)}`}
        values={days.map(({ clicks }) => clicks)}
        format={formatCount}
        xWords={[first.day, last.day]}
        className="h-24"
      />
      <ChartTable
        summary="Show as a table"
        head={["Day", "Posts", "Clicks", "Conversions"]}
        rows={days.map(({ day, posts, clicks, conversions }) => [
          day,
          formatCount(posts),
          formatCount(clicks),
          formatCount(conversions),
        ])}
      />
    </Sheet>
  );
}

/** Only where there is something to compare. */
export function ArmSheet({ report: { ab } }: { readonly report: PromotionReport }) {
  if (ab.arms.length < 2) return null;
  return (
    <Sheet title="Messages compared" id="arms">
      <ArmTable results={ab} labelledBy="arms" />
    </Sheet>
  );
}
