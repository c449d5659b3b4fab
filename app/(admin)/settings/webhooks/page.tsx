import type { Metadata } from "next";
import { SettingsFrame } from "#app/(admin)/settings/settings-frame.tsx";
import { make } from "#app/(admin)/settings/webhooks/actions.ts";
import { EndpointTable } from "#components/admin/webhooks/endpoint-table.tsx";
import { NewEndpoint } from "#components/admin/webhooks/new-endpoint.tsx";
import { SampleEvents } from "#components/admin/webhooks/sample-events.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { brandChoices } from "#lib/identity/list-choices.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { listEndpoints } from "#lib/webhooks/manage-endpoints.ts";

export const metadata: Metadata = { title: "Webhooks · Settings" };

export default async function WebhooksPage() {
  const actor = await requireActor("admin");
  const { database } = await webRuntime();
  const [endpoints, brands, user] = await Promise.all([
    listEndpoints(database.sql, actor),
    brandChoices(database.sql, actor),
    currentUser(),
  ]);
  const lines = endpoints.map((endpoint) => ({
    endpoint,
    href: `/settings/webhooks/${toPublicId("whk", endpoint.id)}`,
  }));
  return (
    <SettingsFrame role={actor.role} current="/settings/webhooks">
      <Sheet title="Webhooks" id="webhooks">
        {lines.length === 0 ? (
          <EmptyState sentence="No webhook yet. With one, a program of yours hears of wins, redemptions and more within a second." />
        ) : (
          <EndpointTable lines={lines} zone={user?.timeZone ?? "UTC"} />
        )}
      </Sheet>
      <Sheet title="New webhook" id="new-webhook">
        <NewEndpoint act={make} brands={brands} />
      </Sheet>
      <Sheet title="What each event says" id="samples">
        <SampleEvents />
      </Sheet>
    </SettingsFrame>
  );
}
