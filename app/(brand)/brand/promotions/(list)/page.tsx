import type { Metadata } from "next";
import { findUserZone } from "#app/(brand)/brand/user-zone.ts";
import { PromotionTable } from "#components/admin/network/promotion-table.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { zoneCity } from "#components/ui/format-time.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { listNetworkPromotions } from "#lib/promotions/network-promotions.ts";

export const metadata: Metadata = { title: "Your promotions" };

export default async function OwnPromotionsPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ page?: string | string[] }>;
}) {
  const actor = await requireActor("brand");
  const asked = Number((await searchParams).page ?? 1);
  const at = Number.isInteger(asked) && asked > 0 && asked < 100_000 ? asked : 1;
  const [{ database }, zone] = await Promise.all([webRuntime(), findUserZone()]);
  const page = await listNetworkPromotions(database.sql, actor, { page: at });
  return (
    <>
      <PageHeader title="Promotions">
        <span className="text-ink-2">
          Where your apps were shown. Times in {zoneCity(zone)} time.
        </span>
      </PageHeader>
      <div className="mt-6">
        {page.rows.length === 0 ? (
          <EmptyState sentence="No promotion is booked for you yet. It appears here as soon as one is." />
        ) : (
          <Sheet title="Your promotions" id="promotions">
            <PromotionTable
              rows={page.rows}
              label="Your promotions"
              zone={zone}
              base="/brand/promotions"
              withBrand={false}
            />
          </Sheet>
        )}
      </div>
      <Pager {...page} hrefOf={(next) => `/brand/promotions?page=${next}`} />
    </>
  );
}
