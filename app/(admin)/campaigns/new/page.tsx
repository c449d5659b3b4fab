import type { Metadata } from "next";
import { create } from "#app/(admin)/campaigns/actions.ts";
import { TemplatePicker } from "#components/admin/campaigns/template-picker.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "New campaign · Campaigns" };

export default async function NewCampaignPage() {
  await requireActor("admin", "marketer");
  const user = await currentUser();
  return (
    <>
      <PageHeader title="New campaign" crumbs={[{ href: "/campaigns", label: "Campaigns" }]}>
        <p className="text-ink-2">
          A template fills in dates, a game and limits. Everything can be changed afterwards.
        </p>
      </PageHeader>
      <TemplatePicker create={create} timeZone={user?.timeZone ?? "UTC"} />
    </>
  );
}
