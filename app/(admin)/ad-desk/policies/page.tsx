import type { Metadata } from "next";
import { DeskFrame } from "#app/(admin)/ad-desk/desk-frame.tsx";
import { addPhrase, reanalyse, removePhrase } from "#app/(admin)/ad-desk/people-actions.ts";
import { BacklogSheet } from "#components/admin/ads/backlog-sheet.tsx";
import { PolicySheet } from "#components/admin/ads/policy-sheet.tsx";
import { listPolicies } from "#lib/ads/policies.ts";
import { listBacklog } from "#lib/ads/reanalyse-ads.ts";
import { listBrands } from "#lib/campaigns/brands.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Policy · Ads" };

export default async function PoliciesPage() {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const [policies, brands, backlog] = await Promise.all([
    listPolicies(database.sql, actor),
    listBrands(database.sql, actor),
    listBacklog(database.sql, actor),
  ]);
  return (
    <DeskFrame current="/ad-desk/policies">
      <p className="mt-5 text-ink-2">
        Every analysis from the next seconds on goes by these lists; what is analysed already stays,
        unless it is analysed again below.
      </p>
      <div className="mt-5 flex flex-col gap-[22px]">
        <PolicySheet
          policies={policies}
          brands={brands.map(({ id, name }) => ({ id, label: name }))}
          add={addPhrase}
          remove={removePhrase}
        />
        <BacklogSheet backlog={backlog} act={reanalyse} />
      </div>
    </DeskFrame>
  );
}
