import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { serverQuery } from "#app/(admin)/promo-servers/server-query.ts";
import { ServersFrame } from "#app/(admin)/promo-servers/servers-frame.tsx";
import { RegisterCurl } from "#components/admin/network/register-curl.tsx";
import { ServerFilters } from "#components/admin/network/server-filters.tsx";
import { ServerTable } from "#components/admin/network/server-table.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { listNetworkServers } from "#lib/promotions/network-servers.ts";

export const metadata: Metadata = { title: "Promo servers" };

export default async function PromoServersPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database, env, clock } = await webRuntime();
  const query = serverQuery.parse(await searchParams);
  const [page, user] = await Promise.all([
    listNetworkServers(database.sql, actor, serverQuery.filtersOf(query)),
    currentUser(),
  ]);
  const filtered = serverQuery.isFiltered(query);
  const all = Object.values(page.counts).reduce((sum, count) => sum + count, 0);
  const csv = serverQuery.href("/promo-servers/list.csv", { ...query, page: 1 });
  return (
    <ServersFrame
      current="/promo-servers"
      actions={
        page.rows.length > 0 ? (
          <a className={buttonClass()} href={csv} download>
            Save as CSV
          </a>
        ) : null
      }
    >
      {all > 0 || filtered ? (
        <ServerFilters counts={page.counts} regions={page.regions} />
      ) : (
        <div className="mt-5" />
      )}
      {page.rows.length === 0 ? (
        <Nothing filtered={filtered || all > 0} base={env.BASE_URL} />
      ) : (
        <div className="sheet">
          <ServerTable
            rows={page.rows}
            label="Promo servers"
            nowMs={clock.now()}
            zone={user?.timeZone ?? "UTC"}
            nextAllocationAt={page.nextAllocationAt}
          />
        </div>
      )}
      <Pager
        {...page}
        hrefOf={(next) => serverQuery.href("/promo-servers", { ...query, page: next })}
      />
    </ServersFrame>
  );
}

function Nothing({ filtered, base }: { readonly filtered: boolean; readonly base: string }) {
  return filtered ? (
    <EmptyState sentence="No promo server matches the search and the filters chosen.">
      <LinkButton href="/promo-servers">Show all</LinkButton>
    </EmptyState>
  ) : (
    <EmptyState sentence="No promo server is registered yet. A bot registers its own by one call; make a key for it first, or run this with a key of the scope bot:">
      <RegisterCurl base={base} apiKey="YOUR_KEY" />
      <LinkButton look="primary" href="/promo-servers/new">
        Add a promo server
      </LinkButton>
    </EmptyState>
  );
}
