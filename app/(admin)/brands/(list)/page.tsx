import type { Metadata } from "next";
import Link from "next/link";
import { BrandMark } from "#components/admin/brands/brand-mark.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { listBrands } from "#lib/campaigns/brands.ts";
import type { BrandListed } from "#lib/campaigns/contract.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Brands" };

export default async function BrandsPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ archived?: string }>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const archived = (await searchParams).archived === "1";
  const brands = await listBrands(database.sql, actor, { archived });
  return (
    <>
      <PageHeader
        title="Brands"
        actions={
          <LinkButton look="primary" href="/brands/new">
            New brand
          </LinkButton>
        }
      >
        <p className="text-ink-2">Who gives the prizes, and whose name stands on the ticket.</p>
      </PageHeader>
      <div className="mt-5">
        {brands.length === 0 ? (
          <EmptyState sentence="There is no brand yet. A brand gives prizes and keeps its coupon codes apart from the others'.">
            <LinkButton look="primary" href="/brands/new">
              New brand
            </LinkButton>
          </EmptyState>
        ) : (
          <BrandTable brands={brands} />
        )}
        <p className="mt-4 text-sm">
          <Link className="link" href={archived ? "/brands" : "/brands?archived=1"}>
            {archived ? "Hide archived brands" : "Show archived brands too"}
          </Link>
        </p>
      </div>
    </>
  );
}

function BrandTable({ brands }: { readonly brands: readonly BrandListed[] }) {
  return (
    <div className="sheet">
      <Table label="Brands">
        <thead>
          <tr>
            <th scope="col">Brand</th>
            <th scope="col">Contact</th>
            <th scope="col" className="n">
              Campaigns
            </th>
            <th scope="col" className="n">
              Pools
            </th>
            <th scope="col" className="n">
              Codes free
            </th>
          </tr>
        </thead>
        <tbody>
          {brands.map((brand) => (
            <tr key={brand.id}>
              <th scope="row" className="min-w-44">
                <span className="flex items-center gap-2.5">
                  <BrandMark brand={brand} />
                  <Link className="link" href={`/brands/${toPublicId("brd", brand.id)}`}>
                    {brand.name}
                  </Link>
                  {brand.archivedAt ? <Stamp state="archived" /> : null}
                </span>
              </th>
              <td>{brand.contactEmail ?? "–"}</td>
              <td className="n">{formatCount(brand.campaigns)}</td>
              <td className="n">{formatCount(brand.pools)}</td>
              <td className="n">{formatCount(brand.available)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
