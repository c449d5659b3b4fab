import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { pause } from "#app/(admin)/ad-desk/actions.ts";
import { adQuery } from "#app/(admin)/ad-desk/ad-query.ts";
import { DeskFrame } from "#app/(admin)/ad-desk/desk-frame.tsx";
import { AdFilters } from "#components/admin/ads/ad-filters.tsx";
import { AdTable } from "#components/admin/ads/ad-table.tsx";
import { secondsWords } from "#components/admin/ads/ad-words.ts";
import { LaneBoard } from "#components/admin/ads/lane-board.tsx";
import { PauseDesk } from "#components/admin/ads/pause-desk.tsx";
import { RefreshEvery } from "#components/admin/ads/refresh-every.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { zoneCity } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Note } from "#components/ui/note.tsx";
import type { DeskFigures } from "#lib/ads/desk-contract.ts";
import { deskFigures } from "#lib/ads/desk-figures.ts";
import { listDesk, listLanes } from "#lib/ads/lanes.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Ads" };

export default async function AdDeskPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database, clock } = await webRuntime();
  const query = adQuery.parse(await searchParams);
  const [figures, lanes, page, user] = await Promise.all([
    deskFigures(database.sql, actor),
    listLanes(database.sql, actor),
    listDesk(database.sql, actor, adQuery.filtersOf(query)),
    currentUser(),
  ]);
  const nowMs = clock.now();
  const zone = user?.timeZone ?? "UTC";
  const filtered = adQuery.isFiltered(query);
  return (
    <DeskFrame current="/ad-desk" actions={<PauseDesk isPaused={figures.isPaused} pause={pause} />}>
      <Figures figures={figures} />
      <DeskNotes figures={figures} />
      <section aria-labelledby="lanes" className="mb-[22px]">
        <h2 id="lanes" className="caps mb-2.5">
          Lanes
        </h2>
        <LaneBoard lanes={lanes} nowMs={nowMs} />
        <p className="mt-2 text-sm text-ink-2">
          Each step of priority is worth a minute of waiting: a P5 is overtaken only by ads that
          come less than 240 s after it. First in line: what comes now is taken later.
        </p>
      </section>
      <section aria-labelledby="all">
        <h2 id="all" className="caps mb-2.5">
          All ads
        </h2>
        {page.total > 0 || filtered ? <AdFilters counts={page.counts} /> : null}
        {page.rows.length === 0 ? (
          <Nothing filtered={filtered} />
        ) : (
          <div className="sheet">
            <AdTable rows={page.rows} label="Ads" zone={zone} nowMs={nowMs} />
            <p className="mt-3 text-sm text-ink-2">Times in {zoneCity(zone)} time.</p>
          </div>
        )}
        <Pager {...page} hrefOf={(next) => adQuery.href("/ad-desk", { ...query, page: next })} />
      </section>
      <RefreshEvery ms={3_000} isOn={figures.inQueue + figures.processing > 0} />
    </DeskFrame>
  );
}

function Figures({ figures }: { readonly figures: DeskFigures }) {
  const { inQueue, processing, submissionsPerS, p50S, p95S, workers } = figures;
  return (
    <FigureStrip
      figures={[
        {
          id: "queue",
          value: formatCount(inQueue),
          label: processing > 0 ? `in queue · ${processing} in analysis` : "in queue",
        },
        {
          id: "rate",
          value: submissionsPerS.toFixed(submissionsPerS < 10 ? 1 : 0),
          label: "submissions a second, last minute",
        },
        {
          id: "time",
          value: secondsWords(p95S),
          label: `to analysis, p95 · p50 ${secondsWords(p50S)}`,
        },
        {
          id: "workers",
          value: formatCount(workers),
          label: workers === 1 ? "worker alive" : "workers alive",
        },
      ]}
    />
  );
}

function DeskNotes({ figures }: { readonly figures: DeskFigures }) {
  const { isPaused, workers, dead, toReview } = figures;
  return (
    <>
      {isPaused ? (
        <Note className="mb-[22px]">
          <b className="font-semibold">The desk is paused.</b> Ads are taken in and kept; nobody
          analyses them until somebody resumes it.
        </Note>
      ) : null}
      {!isPaused && workers === 0 ? (
        <Note tone="bad" className="mb-[22px]">
          <b className="font-semibold">No worker is alive.</b> Ads are safe and wait. Start a
          process with the role <code>ads</code>.
        </Note>
      ) : null}
      {dead > 0 || toReview > 0 ? (
        <Note tone="plain" className="mb-[22px]">
          {toReview > 0 ? (
            <>
              <Link className="link" href="/ad-desk?review=PENDING">
                {plural(toReview, "ad")} to review
              </Link>
              .{" "}
            </>
          ) : null}
          {dead > 0 ? (
            <>
              <Link className="link" href="/ad-desk/dead">
                {plural(dead, "dead letter")}
              </Link>
              .
            </>
          ) : null}
        </Note>
      ) : null}
    </>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  return filtered ? (
    <EmptyState sentence="No ad matches the search and the filters chosen.">
      <LinkButton href="/ad-desk">Show all</LinkButton>
    </EmptyState>
  ) : (
    <EmptyState sentence="No ad is submitted yet. Submit one here, or send it to POST /ads with a key.">
      <LinkButton look="primary" href="/ad-desk/new">
        Submit an ad
      </LinkButton>
    </EmptyState>
  );
}
