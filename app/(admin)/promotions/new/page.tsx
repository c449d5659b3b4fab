import type { Metadata } from "next";
import { book, quote } from "#app/(admin)/promotions/actions.ts";
import { BookingForm } from "#components/admin/network/booking/booking-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listBrands } from "#lib/campaigns/brands.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Book a promotion · Promotions" };

export default async function NewPromotionPage() {
  const actor = await requireActor("admin", "marketer");
  const { database, clock } = await webRuntime();
  const [brands, campaigns, user] = await Promise.all([
    listBrands(database.sql, actor),
    listCampaigns(database.sql, actor, { states: ["live", "scheduled"], pageSize: 100 }),
    currentUser(),
  ]);
  return (
    <>
      <PageHeader
        title="Book a promotion"
        crumbs={[{ href: "/promotions", label: "Promotions" }]}
      />
      <BookingForm
        nowMs={clock.now()}
        zone={user?.timeZone ?? "UTC"}
        brands={brands.map(({ id, name }) => ({ id, label: name }))}
        campaigns={campaigns.rows.map(({ id, name }) => ({ id, label: name || "Untitled" }))}
        ask={quote}
        book={book}
      />
    </>
  );
}
