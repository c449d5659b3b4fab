import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { drawQuery } from "#app/(admin)/draws/draw-query.ts";
import { findDraws } from "#app/(admin)/draws/find-draws.ts";
import { DrawFilters } from "#components/admin/draws/draw-filters.tsx";
import { DrawTable } from "#components/admin/draws/draw-table.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listBrands } from "#lib/campaigns/brands.ts";
import { getCampaign } from "#lib/campaigns/get-campaign.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { fromPublicId, toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Draw log" };

export default async function DrawLogPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const query = drawQuery.parse(await searchParams);
  const [page, campaigns, brands, user] = await Promise.all([
    findDraws(query, null),
    listCampaigns(database.sql, actor, { pageSize: 100 }),
    listBrands(database.sql, actor, { archived: true }),
    currentUser(),
  ]);
  const chosen = fromPublicId("cmp", query.campaign ?? "");
  const games = campaigns.rows.some(({ id }) => id === chosen)
    ? (await getCampaign(database.sql, actor, { campaignId: chosen ?? "" })).games
    : [];
  return (
    <>
      <PageHeader
        title="Draw log"
        actions={
          page.rows.length > 0 ? (
            <a
              className={buttonClass()}
              href={drawQuery.href("/draws/list.csv", { ...query, cursor: null })}
              download
            >
              Save as CSV
            </a>
          ) : null
        }
      >
        <p className="text-ink-2">
          Every decision, with the chance it had. Nothing here can be changed.
        </p>
      </PageHeader>
      <DrawFilters
        campaigns={campaigns.rows.map(({ id, name }) => ({
          id: toPublicId("cmp", id),
          label: name,
        }))}
        games={games.map(({ id, name }) => ({ id: toPublicId("gme", id), label: name }))}
        brands={brands.map(({ id, name }) => ({ id: toPublicId("brd", id), label: name }))}
        zone={user?.timeZone ?? "UTC"}
      />
      {page.rows.length === 0 ? (
        <EmptyState sentence="No decision matches. Plays appear here a moment after they are drawn.">
          <LinkButton href="/draws">Show all</LinkButton>
        </EmptyState>
      ) : (
        <div className="sheet">
          <DrawTable rows={page.rows} withCampaign />
        </div>
      )}
      {page.cursor ? (
        <LinkButton
          className="mt-4"
          href={drawQuery.href("/draws", { ...query, cursor: page.cursor })}
        >
          Older
        </LinkButton>
      ) : null}
    </>
  );
}
