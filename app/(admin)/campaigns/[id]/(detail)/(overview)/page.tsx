import type { Metadata } from "next";
import Link from "next/link";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { pause, resume } from "#app/(admin)/campaigns/actions.ts";
import { latestDraws, mintTicket } from "#app/(admin)/draws/actions.ts";
import { GamesTable } from "#components/admin/campaigns/games-table.tsx";
import { LeftoverNote } from "#components/admin/campaigns/leftover-note.tsx";
import { PaceTable } from "#components/admin/campaigns/pace-table.tsx";
import { PauseLink } from "#components/admin/campaigns/pause-link.tsx";
import { RunOutNote } from "#components/admin/campaigns/run-out-note.tsx";
import { LatestDraws } from "#components/admin/draws/latest-draws.tsx";
import { BurnDown } from "#components/charts/burn-down.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type Figure, FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, formatSeconds, formatShare } from "#components/ui/format-number.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { campaignOverview } from "#lib/analytics/campaign-overview.ts";
import type { CampaignFigures } from "#lib/analytics/contract.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { listDraws } from "#lib/plays/draw-log.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await loadCampaign((await params).id)).name} · Campaigns` };
}

export default async function CampaignOverviewPage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  requirePermission(actor, "campaign", "read");
  const { id } = await params;
  const campaign = await loadCampaign(id);
  const { database } = await webRuntime();
  const campaignId = campaign.id;
  const href = `/campaigns/${id}`;
  if (campaign.games.length === 0) return <NotPublished href={href} />;
  const [overview, draws] = await Promise.all([
    campaignOverview(database.sql, campaignId),
    listDraws(database.sql, actor, { campaignId, limit: 8 }),
  ]);
  return (
    <>
      <FigureStrip figures={figuresOf(overview.figures)} />
      <RunOutNote
        prizes={overview.prizes}
        nowMs={overview.nowMs}
        zone={campaign.timeZone}
        lines={campaign.games.flatMap((game) => game.prizes)}
        href={href}
        pause={
          campaign.state === "live" ? (
            <PauseLink id={campaignId} name={campaign.name} pause={pause} resume={resume} />
          ) : null
        }
      />
      <LeftoverNote
        prizes={overview.prizes}
        nowMs={overview.nowMs}
        zone={campaign.timeZone}
        href={href}
      />
      <div className="grid gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <Sheet title="Coupons left against plan" id="burn-down">
          <BurnDown {...overview.burnDown} zone={campaign.timeZone} />
        </Sheet>
        <LatestDraws
          campaignId={campaignId}
          zone={campaign.timeZone}
          initial={draws.rows}
          isOver={["ended", "archived"].includes(campaign.state)}
          load={latestDraws}
          mintTicket={mintTicket}
        />
      </div>
      <Sheet
        title="Games"
        id="games"
        className="mt-[22px]"
        aside={
          <Link className="link text-sm" href={`${href}/games`}>
            All about the games
          </Link>
        }
      >
        <GamesTable games={overview.games} zone={campaign.timeZone} href={href} />
      </Sheet>
      <Sheet title="Prizes against plan" id="pace" className="mt-[22px]">
        <PaceTable
          prizes={overview.prizes}
          nowMs={overview.nowMs}
          zone={campaign.timeZone}
          labelledBy="pace"
          withGames={overview.games.length > 1}
        />
      </Sheet>
    </>
  );
}

function NotPublished({ href }: { readonly href: string }) {
  return (
    <div className="mt-5">
      <EmptyState sentence="This campaign is a draft: players cannot see it and nothing is counted yet.">
        <LinkButton look="primary" href={`${href}/edit`} data-key="edit">
          Edit and publish
        </LinkButton>
      </EmptyState>
    </div>
  );
}

function figuresOf(figures: CampaignFigures): Figure[] {
  const { plays, won, left, budget, resultP95S, undecided } = figures;
  const share = plays > 0 ? ` · ${formatShare(won / plays)}` : "";
  return [
    {
      id: "plays",
      value: formatCount(plays),
      label: undecided > 0 ? `plays · ${formatCount(undecided)} being drawn` : "plays",
    },
    { id: "won", value: formatCount(won), label: `coupons won${share}` },
    { id: "left", value: formatCount(left), label: `left of ${formatCount(budget)}` },
    {
      id: "p95",
      value: resultP95S === null ? "–" : formatSeconds(resultP95S),
      label: "result time, p95",
    },
  ];
}
