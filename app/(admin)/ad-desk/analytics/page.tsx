import type { Metadata } from "next";
import Link from "next/link";
import { DeskFrame } from "#app/(admin)/ad-desk/desk-frame.tsx";
import {
  causeWords,
  reviewWords,
  statusWords,
  wordingName,
} from "#components/admin/ads/ad-words.ts";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { StepBars } from "#components/charts/step-bars.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, formatShare } from "#components/ui/format-number.ts";
import { StackedBar } from "#components/ui/meter.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import { adsAnalytics, unfoldedAds } from "#lib/ads/ads-analytics.ts";
import type { AdsAnalytics } from "#lib/ads/desk-contract.ts";
import { adClicks } from "#lib/analytics/ad-clicks.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Analytics · Ads" };

export default async function AnalyticsPage() {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const [report, clicks] = await Promise.all([
    adsAnalytics(database.sql, actor),
    adClicks(database.sql, actor),
  ]);
  const { outcomes, meanScore, reviews } = report;
  const all = Object.values(outcomes).reduce((sum, ads) => sum + ads, 0);
  const decided = reviews.APPROVED + reviews.REJECTED;
  return (
    <DeskFrame current="/ad-desk/analytics">
      {all === 0 ? (
        <div className="mt-5">
          <EmptyState sentence="No ad is submitted yet, so there is nothing to count." />
        </div>
      ) : (
        <>
          <FigureStrip
            figures={[
              { id: "all", value: formatCount(all), label: "ads submitted" },
              { id: "done", value: formatCount(outcomes.COMPLETED), label: "analysed" },
              {
                id: "score",
                value: meanScore === null ? "–" : meanScore.toFixed(1),
                label: "mean score",
              },
              {
                id: "yes",
                value: decided === 0 ? "–" : formatShare(reviews.APPROVED / decided),
                label: "approved of those reviewed",
              },
            ]}
          />
          <div className="flex flex-col gap-[22px]">
            <OutcomeSheet report={report} />
            <ScoreSheet scores={report.scores} />
            <WordingSheet wordings={report.wordings} />
            <FindingSheet findings={report.findings} />
            <ClickSheet rows={clicks} />
          </div>
        </>
      )}
    </DeskFrame>
  );
}

function OutcomeSheet({ report: { outcomes, reviews } }: { readonly report: AdsAnalytics }) {
  return (
    <Sheet title="Outcomes" id="outcomes">
      <StackedBar
        label="Ads by state"
        parts={[
          { label: statusWords.COMPLETED, value: outcomes.COMPLETED, tone: "ok" },
          { label: statusWords.QUEUED, value: outcomes.QUEUED, tone: "link" },
          { label: statusWords.PROCESSING, value: outcomes.PROCESSING, tone: "mark" },
          { label: statusWords.FAILED, value: outcomes.FAILED, tone: "ink" },
          { label: statusWords.DEAD, value: outcomes.DEAD, tone: "bad" },
          { label: statusWords.CANCELLED, value: outcomes.CANCELLED, tone: "muted" },
        ]}
      />
      <div className="mt-4">
        <StackedBar
          label="Analysed ads by review"
          parts={[
            { label: reviewWords.APPROVED, value: reviews.APPROVED, tone: "ok" },
            { label: reviewWords.REJECTED, value: reviews.REJECTED, tone: "bad" },
            { label: reviewWords.PENDING, value: reviews.PENDING, tone: "muted" },
          ]}
        />
      </div>
    </Sheet>
  );
}

function tensWords(bucket: number): string {
  return bucket === 9 ? "90 to 100" : `${bucket * 10} to ${bucket * 10 + 9}`;
}

function ScoreSheet({ scores }: { readonly scores: readonly number[] }) {
  const most = scores.indexOf(Math.max(...scores));
  return (
    <Sheet title="Scores" id="scores">
      <StepBars
        label={`Ads by score, most at ${tensWords(most)}`}
        values={scores}
        format={(value) => formatCount(Math.round(value))}
        xWords={["0", "50", "100"]}
      />
      <ChartTable
        summary="The same as a table"
        head={["Score", "Ads"]}
        rows={scores.map((ads, bucket) => [tensWords(bucket), formatCount(ads)])}
      />
    </Sheet>
  );
}

function WordingSheet({ wordings }: { readonly wordings: AdsAnalytics["wordings"] }) {
  return (
    <Sheet title="Wordings" id="wordings">
      {wordings.length === 0 ? (
        <p className="text-ink-2">No analysed ad has more than one wording.</p>
      ) : (
        <Table label="Wordings by their place">
          <thead>
            <tr>
              <th scope="col">Wording</th>
              <th scope="col" className="n">
                Ads
              </th>
              <th scope="col" className="n">
                Mean score
              </th>
              <th scope="col" className="n">
                Best of its ad
              </th>
            </tr>
          </thead>
          <tbody>
            {wordings.map(({ variant, ads, meanScore, best }) => (
              <tr key={variant}>
                <th scope="row">{wordingName(variant)}</th>
                <td className="n">{formatCount(ads)}</td>
                <td className="n">{meanScore.toFixed(1)}</td>
                <td className="n">{formatShare(best / ads)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Sheet>
  );
}

function FindingSheet({ findings }: { readonly findings: AdsAnalytics["findings"] }) {
  return (
    <Sheet title="What is found most often" id="findings">
      {findings.length === 0 ? (
        <p className="text-ink-2">Nothing speaks against any ad.</p>
      ) : (
        <Table label="Findings">
          <thead>
            <tr>
              <th scope="col">Finding</th>
              <th scope="col">For example</th>
              <th scope="col" className="n">
                Ads
              </th>
            </tr>
          </thead>
          <tbody>
            {findings.map(({ kind, severity, example, ads }) => (
              <tr key={kind + severity}>
                <th scope="row">{causeWords(kind)}</th>
                <td>{example}</td>
                <td className="n">{formatCount(ads)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <p className="mt-2 text-sm text-ink-2">
        Findings and wordings of the newest {formatCount(unfoldedAds)} analysed ads.
      </p>
    </Sheet>
  );
}

function ClickSheet({ rows }: { readonly rows: Awaited<ReturnType<typeof adClicks>> }) {
  return (
    <Sheet title="Promoted" id="promoted">
      {rows.length === 0 ? (
        <p className="text-ink-2">
          No ad is promoted yet. An approved ad has the button for it on its page.
        </p>
      ) : (
        <Table label="Ads that were promoted">
          <thead>
            <tr>
              <th scope="col">Ad</th>
              <th scope="col" className="n">
                Promotions
              </th>
              <th scope="col" className="n">
                Posts
              </th>
              <th scope="col" className="n">
                Clicks
              </th>
              <th scope="col" className="n">
                Clicks a post
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ adId, title, promotions, posts, clicks }) => (
              <tr key={adId}>
                <th scope="row">
                  <Link className="link" href={`/ad-desk/${toPublicId("ad", adId)}`}>
                    {title}
                  </Link>
                </th>
                <td className="n">{promotions}</td>
                <td className="n">{formatCount(posts)}</td>
                <td className="n">{formatCount(clicks)}</td>
                <td className="n">{posts === 0 ? "–" : (clicks / posts).toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Sheet>
  );
}
