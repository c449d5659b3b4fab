import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { promotionQuery } from "#app/(admin)/promotions/promotion-query.ts";
import { PromotionsFrame } from "#app/(admin)/promotions/promotions-frame.tsx";
import { PromotionFilters } from "#components/admin/network/promotion-filters.tsx";
import { PromotionTable } from "#components/admin/network/promotion-table.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { zoneCity } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { listNetworkPromotions } from "#lib/promotions/network-promotions.ts";

export const metadata: Metadata = { title: "Promotions" };

export default async function PromotionsPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const query = promotionQuery.parse(await searchParams);
  const [page, user] = await Promise.all([
    listNetworkPromotions(database.sql, actor, promotionQuery.filtersOf(query)),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const filtered = promotionQuery.isFiltered(query);
  const csv = promotionQuery.href("/promotions/list.csv", { ...query, page: 1 });
  return (
    <PromotionsFrame
      current="/promotions"
      actions={
        page.rows.length > 0 ? (
          <a className={buttonClass()} href={csv} download>
            Save as CSV
          </a>
        ) : null
      }
    >
      {page.total > 0 || filtered ? (
        <PromotionFilters counts={page.counts} />
      ) : (
        <div className="mt-5" />
      )}
      {page.rows.length === 0 ? (
        <Nothing filtered={filtered} />
      ) : (
        <div className="sheet">
          <PromotionTable rows={page.rows} label="Promotions" zone={zone} />
          <p className="mt-3 text-sm text-ink-2">Times in {zoneCity(zone)} time.</p>
        </div>
      )}
      <Pager
        {...page}
        hrefOf={(next) => promotionQuery.href("/promotions", { ...query, page: next })}
      />
    </PromotionsFrame>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  return filtered ? (
    <EmptyState sentence="No promotion matches the search and the filters chosen.">
      <LinkButton href="/promotions">Show all</LinkButton>
    </EmptyState>
  ) : (
    <EmptyState sentence="No promotion is booked yet. Before you book, you see how many promo servers fit.">
      <LinkButton look="primary" href="/promotions/new">
        Book a promotion
      </LinkButton>
    </EmptyState>
  );
}
