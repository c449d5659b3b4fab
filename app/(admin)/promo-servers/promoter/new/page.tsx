import type { Metadata } from "next";
import { connect } from "#app/(admin)/promo-servers/promoter/actions.ts";
import { ConnectGuildForm } from "#components/admin/network/connect-guild.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { requireActor } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "Connect a guild · Promoter" };

export default async function ConnectGuildPage() {
  await requireActor("admin", "marketer");
  return (
    <>
      <PageHeader
        title="Connect a guild"
        crumbs={[
          { href: "/promo-servers", label: "Promo servers" },
          { href: "/promo-servers/promoter", label: "Promoter" },
        ]}
      >
        <p className="text-ink-2">
          The promoter posts there from then on. Connect only where its people agreed.
        </p>
      </PageHeader>
      <div className="mt-5 max-w-[560px]">
        <Sheet title="Where to post" id="place">
          <ConnectGuildForm act={connect} />
        </Sheet>
      </div>
    </>
  );
}
