import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { bulk } from "#app/(admin)/campaigns/actions.ts";
import { campaignActions } from "#app/(admin)/campaigns/campaign-actions.ts";
import { campaignQuery } from "#app/(admin)/campaigns/campaign-query.ts";
import {
  BulkSelection,
  SelectAll,
  SelectRow,
} from "#components/admin/campaigns/bulk-selection.tsx";
import { CampaignFilters } from "#components/admin/campaigns/campaign-filters.tsx";
import { CampaignMenu } from "#components/admin/campaigns/campaign-menu.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { formatWindow, zoneCity } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { CampaignListed } from "#lib/campaigns/contract.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Campaigns" };

export default async function CampaignsPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database, env } = await webRuntime();
  const query = campaignQuery.parse(await searchParams);
  const { state, ...rest } = query;
  const page = await listCampaigns(database.sql, actor, {
    ...rest,
    states: state,
    descending: campaignQuery.isDescending(query.sort),
  });
  const all = Object.values(page.counts).reduce((sum, count) => sum + count, 0);
  const filtered = query.q !== "" || state.length > 0;
  return (
    <>
      <PageHeader
        title="Campaigns"
        actions={
          <>
            {page.rows.length > 0 ? (
              <a
                className={buttonClass()}
                href={campaignQuery.href("/campaigns/list.csv", { ...query, page: 1 })}
                download
              >
                Save as CSV
              </a>
            ) : null}
            <LinkButton look="primary" href="/campaigns/new">
              New campaign
            </LinkButton>
          </>
        }
      />
      {all > 0 || filtered ? <CampaignFilters counts={page.counts} /> : <div className="mt-5" />}
      {page.rows.length === 0 ? (
        <Nothing filtered={filtered} />
      ) : (
        <BulkSelection
          rows={page.rows.map(({ id, state }) => ({ id, publicId: toPublicId("cmp", id), state }))}
          act={bulk}
        >
          <CampaignTable rows={page.rows} baseUrl={env.BASE_URL} />
        </BulkSelection>
      )}
      <Pager
        {...page}
        hrefOf={(next) => campaignQuery.href("/campaigns", { ...query, page: next })}
      />
    </>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  return filtered ? (
    <EmptyState sentence="No campaign matches the search and the states chosen.">
      <LinkButton href="/campaigns">Show all</LinkButton>
    </EmptyState>
  ) : (
    <EmptyState sentence="There is no campaign yet. A template fills in dates, one game and sensible limits.">
      <LinkButton look="primary" href="/campaigns/new">
        New campaign
      </LinkButton>
    </EmptyState>
  );
}

function CampaignTable({
  rows,
  baseUrl,
}: {
  readonly rows: readonly CampaignListed[];
  readonly baseUrl: string;
}) {
  return (
    <div className="sheet">
      <Table label="Campaigns">
        <thead>
          <tr>
            <th scope="col">
              <SelectAll />
            </th>
            <th scope="col">Campaign</th>
            <th scope="col">State</th>
            <th scope="col">Window</th>
            <th scope="col">Brands</th>
            <th scope="col" className="n">
              Plays
            </th>
            <th scope="col" className="n">
              Won
            </th>
            <th scope="col">Left</th>
            <th scope="col">Owner</th>
            <th scope="col">
              <span className="sr-only">More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <CampaignRow key={row.id} row={row} baseUrl={baseUrl} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function CampaignRow({ row, baseUrl }: { readonly row: CampaignListed; readonly baseUrl: string }) {
  const href = `/campaigns/${toPublicId("cmp", row.id)}`;
  const untouched = row.state === "draft";
  return (
    <tr>
      <td>
        <SelectRow id={row.id} name={row.name || "Untitled"} />
      </td>
      <th scope="row" className="min-w-36">
        <Link className="link" href={untouched ? `${href}/edit` : href}>
          {row.name || "Untitled"}
        </Link>
        {row.demo ? <span className="ml-2 text-sm text-ink-2">demo</span> : null}
      </th>
      <td>
        <Stamp state={row.stateShown} />
      </td>
      <td className="min-w-44">
        {formatWindow(row.startsAt, row.endsAt, row.timeZone)}{" "}
        <span className="text-sm text-ink-2">{zoneCity(row.timeZone)}</span>
      </td>
      <td className="min-w-28">{row.brands.map((brand) => brand.name).join(", ") || "–"}</td>
      <td className="n">{untouched ? "–" : formatCount(row.plays)}</td>
      <td className="n">{untouched ? "–" : formatCount(row.won)}</td>
      <td>
        <Meter
          share={row.total === 0 ? 0 : row.left / row.total}
          label={`${formatCount(row.left)} of ${formatCount(row.total)} left`}
        />
      </td>
      <td className="whitespace-nowrap">{row.ownerName ?? "–"}</td>
      <td className="n">
        <CampaignMenu
          campaign={{
            id: row.id,
            href,
            name: row.name,
            state: row.state,
            playUrl: new URL(`/p/${row.slug}`, baseUrl).href,
          }}
          actions={campaignActions}
        />
      </td>
    </tr>
  );
}
