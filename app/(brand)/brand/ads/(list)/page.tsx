import type { Metadata } from "next";
import {
  addPhrase,
  readNotice,
  reanalyse,
  removePhrase,
} from "#app/(admin)/ad-desk/people-actions.ts";
import { findUserZone } from "#app/(brand)/brand/user-zone.ts";
import { AdTable } from "#components/admin/ads/ad-table.tsx";
import { BacklogSheet } from "#components/admin/ads/backlog-sheet.tsx";
import { NoticeSheet } from "#components/admin/ads/notice-sheet.tsx";
import { PolicySheet } from "#components/admin/ads/policy-sheet.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { zoneCity } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { listDesk } from "#lib/ads/lanes.ts";
import { listNotices } from "#lib/ads/notifications.ts";
import { listPolicies } from "#lib/ads/policies.ts";
import { listBacklog } from "#lib/ads/reanalyse-ads.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Your ads" };

export default async function OwnAdsPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ page?: string | string[] }>;
}) {
  const actor = await requireActor("brand");
  const asked = Number((await searchParams).page ?? 1);
  const at = Number.isInteger(asked) && asked > 0 && asked < 100_000 ? asked : 1;
  const [{ database, clock }, zone] = await Promise.all([webRuntime(), findUserZone()]);
  const [page, notices, policies, backlog] = await Promise.all([
    listDesk(database.sql, actor, { page: at }),
    listNotices(database.sql, actor),
    listPolicies(database.sql, actor),
    listBacklog(database.sql, actor),
  ]);
  return (
    <>
      <PageHeader
        title="Ads"
        actions={
          <LinkButton look="primary" href="/brand/ads/new">
            Submit an ad
          </LinkButton>
        }
      >
        <span className="text-ink-2">
          Analysed within seconds, then reviewed. Times in {zoneCity(zone)} time.
        </span>
      </PageHeader>
      <div className="mt-6 flex flex-col gap-[22px]">
        {page.rows.length === 0 ? (
          <EmptyState sentence="You have submitted no ad yet." />
        ) : (
          <Sheet title="Your ads" id="ads">
            <AdTable
              rows={page.rows}
              label="Your ads"
              zone={zone}
              nowMs={clock.now()}
              base="/brand/ads"
              withBrand={false}
            />
          </Sheet>
        )}
        <Pager {...page} hrefOf={(next) => `/brand/ads?page=${next}`} />
        <NoticeSheet list={notices} zone={zone} base="/brand/ads" read={readNotice} />
        <PolicySheet policies={policies} brands={null} add={addPhrase} remove={removePhrase} />
        <BacklogSheet backlog={backlog} act={reanalyse} />
      </div>
    </>
  );
}
