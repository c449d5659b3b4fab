import type { Metadata } from "next";
import Link from "next/link";
import { allocate, preview } from "#app/(admin)/promotions/allocation/actions.ts";
import { PromotionsFrame } from "#app/(admin)/promotions/promotions-frame.tsx";
import { BatchHistogram } from "#components/admin/network/batch-histogram.tsx";
import { aheadWords, triggerWords } from "#components/admin/network/network-words.ts";
import { Reallocate } from "#components/admin/network/reallocate.tsx";
import { RunTable } from "#components/admin/network/run-table.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { StepBars } from "#components/charts/step-bars.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type Figure, FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, formatSeconds, formatShare, plural } from "#components/ui/format-number.ts";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Note } from "#components/ui/note.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { allocationOverview } from "#lib/promotions/network-allocation.ts";
import type { AllocationOverview, RunListed } from "#lib/promotions/network-contract.ts";

export const metadata: Metadata = { title: "Allocation · Promotions" };

export default async function AllocationPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ page?: string | string[] }>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database, clock } = await webRuntime();
  const asked = Number((await searchParams).page ?? 1);
  const page = Number.isInteger(asked) && asked > 0 && asked < 1_000_000 ? asked : 1;
  const [overview, user] = await Promise.all([
    allocationOverview(database.sql, actor, { page }),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  return (
    <PromotionsFrame
      current="/promotions/allocation"
      actions={<Reallocate preview={preview} allocate={allocate} />}
    >
      {overview.last === null ? (
        <div className="mt-5">
          <EmptyState sentence="Nothing was allocated yet. It happens by itself once a promotion is live and a promo server is there.">
            <LinkButton href="/promotions/new">Book a promotion</LinkButton>
          </EmptyState>
        </div>
      ) : (
        <Overview overview={overview} last={overview.last} zone={zone} nowMs={clock.now()} />
      )}
    </PromotionsFrame>
  );
}

function Overview({
  overview,
  last,
  zone,
  nowMs,
}: {
  readonly overview: AllocationOverview;
  readonly last: RunListed;
  readonly zone: string;
  readonly nowMs: number;
}) {
  return (
    <>
      <FigureStrip figures={figuresOf(last)} />
      {last.shortfall > 0 ? (
        <Note className="mb-[22px]">
          <b className="font-semibold">{plural(last.shortfall, "place")} cannot be filled.</b>{" "}
          <Link className="link" href={`/promotions/allocation/${last.version}`}>
            See what binds
          </Link>
          .
        </Note>
      ) : null}
      <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <Sheet title="Distribution now" id="distribution">
          <BatchHistogram sizes={overview.batchSizes} />
        </Sheet>
        <Sheet title="Balance" id="balance">
          <DefinitionList
            rows={[
              ["Fullest", `${last.maxLoadRatio.toFixed(2)} times its share`],
              ["Spread", `${formatShare(last.loadCv)} around the shares`],
              ["Last run", formatMoment(last.at, zone)],
              ["Why", triggerWords[last.trigger]],
              ["Took", formatSeconds(last.ms / 1000)],
              [
                "Next run",
                overview.wantedAt
                  ? "now: something changed"
                  : aheadWords(overview.nextAllocationAt, nowMs),
              ],
            ]}
          />
        </Sheet>
      </div>
      <div className="mt-[22px] flex flex-col gap-[22px]">
        <Churn runs={overview.runs} />
        <Sheet title={`History, ${zoneCity(zone)} time`} id="history">
          <RunTable runs={overview.runs} labelledBy="history" zone={zone} />
          <Pager
            page={overview.page}
            pageSize={overview.pageSize}
            total={overview.totalRuns}
            hrefOf={(next) => `/promotions/allocation?page=${next}#history`}
          />
        </Sheet>
      </div>
    </>
  );
}

function figuresOf(last: RunListed): Figure[] {
  return [
    {
      id: "placements",
      value: formatCount(last.placements),
      label: `placements on ${plural(last.servers, "promo server")}`,
    },
    {
      id: "exact",
      value: `${formatCount(last.exactPromotions)} of ${formatCount(last.promotions)}`,
      label: "promotions on exactly as many as booked",
    },
    { id: "short", value: formatCount(last.shortfall), label: "places missing" },
    {
      id: "moved",
      value: formatCount(last.moved),
      label: "moved by the last run for balance",
    },
  ];
}

/** What each of the runs listed changed; the newest on the right. */
function Churn({ runs }: { readonly runs: readonly RunListed[] }) {
  if (runs.length < 2) return null;
  const oldestFirst = [...runs].reverse();
  const changes = oldestFirst.map(({ added, removed }) => added + removed);
  const [first, last] = [oldestFirst[0], oldestFirst.at(-1)];
  const most = Math.max(...changes);
  return (
    <Sheet title="Churn" id="churn">
      <StepBars
        label={`Placements added or taken away by each of ${runs.length} runs, at most ${formatCount(most)}`}
        values={changes}
        format={formatCount}
        xWords={[`version ${first?.version ?? 0}`, `version ${last?.version ?? 0}`]}
        className="h-24"
      />
      <ChartTable
        summary="Show as a table"
        head={["Version", "Added", "Removed", "Moved"]}
        rows={oldestFirst.map((run) => [
          formatCount(run.version),
          formatCount(run.added),
          formatCount(run.removed),
          formatCount(run.moved),
        ])}
      />
    </Sheet>
  );
}
