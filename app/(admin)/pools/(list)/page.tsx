import type { Metadata } from "next";
import Link from "next/link";
import { PoolTable } from "#components/admin/pools/pool-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { listPools } from "#lib/coupons/pools.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Coupon pools" };

export default async function PoolsPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ archived?: string }>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const archived = (await searchParams).archived === "1";
  const pools = await listPools(database.sql, actor, { archived });
  return (
    <>
      <PageHeader
        title="Coupon pools"
        actions={
          <LinkButton look="primary" href="/pools/new">
            New coupon pool
          </LinkButton>
        }
      >
        <p className="text-ink-2">Single-use codes, kept encrypted and shown masked.</p>
      </PageHeader>
      <div className="mt-5">
        {pools.length === 0 ? (
          <EmptyState sentence="There is no coupon pool yet. A pool holds the codes one brand gives away.">
            <LinkButton look="primary" href="/pools/new">
              New coupon pool
            </LinkButton>
          </EmptyState>
        ) : (
          <Sheet title="Pools" id="pools">
            <PoolTable pools={pools} labelledBy="pools" />
          </Sheet>
        )}
        <p className="mt-4 text-sm">
          <Link className="link" href={archived ? "/pools" : "/pools?archived=1"}>
            {archived ? "Hide archived pools" : "Show archived pools too"}
          </Link>
        </p>
      </div>
    </>
  );
}
