import type { Metadata } from "next";
import { loadOwnAd } from "#app/(admin)/ad-desk/[id]/load-ad.ts";
import { resubmit, submit } from "#app/(admin)/ad-desk/people-actions.ts";
import { SubmitAd } from "#components/admin/ads/submit-ad.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requireActor } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "Submit an ad · Ads" };

/** With `?from=ad_…` the next version of that ad. */
export default async function NewOwnAdPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ from?: string | string[] }>;
}) {
  await requireActor("brand");
  const { from } = await searchParams;
  const adId = typeof from === "string" ? from : null;
  const old = adId === null ? null : await loadOwnAd(adId);
  const given = old && adId ? { old: { adId, version: old.version, input: old.input } } : {};
  return (
    <>
      <PageHeader
        title={old ? "Resubmit" : "Submit an ad"}
        crumbs={[{ href: "/brand/ads", label: "Ads" }]}
      />
      <div className="mt-5 max-w-[760px]">
        <SubmitAd base="/brand/ads" submit={submit} resubmit={resubmit} {...given} />
      </div>
    </>
  );
}
