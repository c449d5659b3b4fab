import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { drawQuery } from "#app/(admin)/draws/draw-query.ts";
import { findDraws } from "#app/(admin)/draws/find-draws.ts";
import { DrawFilters } from "#components/admin/draws/draw-filters.tsx";
import { DrawTable } from "#components/admin/draws/draw-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { currentUser } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

type Props = {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<SearchParams>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Draws · ${(await loadCampaign((await params).id)).name}` };
}

export default async function CampaignDrawsPage({ params, searchParams }: Props) {
  const { id } = await params;
  const campaign = await loadCampaign(id);
  const query = drawQuery.parse(await searchParams);
  const [page, user] = await Promise.all([findDraws(query, campaign.id), currentUser()]);
  const href = `/campaigns/${id}/draws`;
  const lines = campaign.games.flatMap((game) => game.prizes);
  const brands = new Map(lines.map((line) => [line.brandId, line.brandName]));
  return (
    <>
      <DrawFilters
        campaigns={[]}
        games={campaign.games.map(({ id: gameId, name: label }) => ({
          id: toPublicId("gme", gameId),
          label,
        }))}
        brands={[...brands].map(([brandId, label]) => ({ id: toPublicId("brd", brandId), label }))}
        zone={user?.timeZone ?? "UTC"}
      />
      {page.rows.length === 0 ? (
        <EmptyState sentence="No decision matches. Plays appear here a moment after they are drawn.">
          <LinkButton href={href}>Show all</LinkButton>
        </EmptyState>
      ) : (
        <div className="sheet">
          <DrawTable rows={page.rows} />
        </div>
      )}
      {page.cursor ? (
        <LinkButton className="mt-4" href={drawQuery.href(href, { ...query, cursor: page.cursor })}>
          Older
        </LinkButton>
      ) : null}
    </>
  );
}
