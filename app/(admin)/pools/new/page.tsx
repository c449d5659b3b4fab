import type { Metadata } from "next";
import { create } from "#app/(admin)/pools/actions.ts";
import { NewPool } from "#components/admin/pools/new-pool.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listBrands } from "#lib/campaigns/brands.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "New coupon pool · Coupon pools" };

export default async function NewPoolPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ brand?: string }>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const brands = await listBrands(database.sql, actor);
  const asked = (await searchParams).brand;
  return (
    <>
      <PageHeader title="New coupon pool" crumbs={[{ href: "/pools", label: "Coupon pools" }]} />
      {brands.length === 0 ? (
        <div className="mt-5">
          <EmptyState sentence="A pool belongs to a brand, and there is none yet.">
            <LinkButton look="primary" href="/brands/new">
              New brand
            </LinkButton>
          </EmptyState>
        </div>
      ) : (
        <NewPool
          create={create}
          brands={brands.map(({ id, name }) => ({ id, label: name }))}
          brandId={brands.find(({ id }) => id === asked)?.id ?? brands[0]?.id ?? null}
        />
      )}
    </>
  );
}
