import type { Metadata } from "next";
import { loadAd } from "#app/(admin)/ad-desk/[id]/load-ad.ts";
import { submitFor } from "#app/(admin)/ad-desk/actions.ts";
import { resubmit, submit } from "#app/(admin)/ad-desk/people-actions.ts";
import { FileForm } from "#components/admin/ads/file-form.tsx";
import { SubmitAd } from "#components/admin/ads/submit-ad.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { listBrands } from "#lib/campaigns/brands.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Submit an ad · Ads" };

/** With `?from=ad_…` the next version of that ad. */
export default async function NewAdPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ from?: string | string[] }>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { from } = await searchParams;
  const old = typeof from === "string" ? await loadAd(from) : null;
  const actions = { submit, resubmit, base: "/ad-desk" };
  if (old && typeof from === "string") {
    const { version, input } = old;
    return (
      <>
        <PageHeader
          title="Resubmit"
          crumbs={[
            { href: "/ad-desk", label: "Ads" },
            { href: `/ad-desk/${from}`, label: input.title },
          ]}
        >
          <p className="text-ink-2">
            New words are a new version: analysed and reviewed again, with the old one kept beside
            it.
          </p>
        </PageHeader>
        <div className="mt-5">
          <SubmitAd {...actions} old={{ adId: from, version, input }} />
        </div>
      </>
    );
  }
  const brands = await listBrands((await webRuntime()).database.sql, actor);
  const staff = { brands: brands.map(({ id, name }) => ({ id, label: name })), submitFor };
  return (
    <>
      <PageHeader title="Submit an ad" crumbs={[{ href: "/ad-desk", label: "Ads" }]} />
      <div className="mt-5 grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <SubmitAd {...actions} staff={staff} />
        <Sheet title="Many at once" id="file">
          <FileForm brands={staff.brands} />
        </Sheet>
      </div>
    </>
  );
}
