import type { Metadata } from "next";
import { loadEndpoint } from "#app/(admin)/settings/webhooks/[id]/load-endpoint.ts";
import { edit, remove, rotate, switchTo, test } from "#app/(admin)/settings/webhooks/actions.ts";
import { DeliveryTable } from "#components/admin/webhooks/delivery-table.tsx";
import { EditEndpoint } from "#components/admin/webhooks/edit-endpoint.tsx";
import { EndpointState, endpointStamp } from "#components/admin/webhooks/endpoint-state.tsx";
import { EndpointSwitch } from "#components/admin/webhooks/endpoint-switch.tsx";
import { RotateSecret } from "#components/admin/webhooks/rotate-secret.tsx";
import { SendTest } from "#components/admin/webhooks/send-test.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { brandChoices } from "#lib/identity/list-choices.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { type DeliveryListed, deliveryStates } from "#lib/webhooks/contract.ts";
import { listDeliveries } from "#lib/webhooks/deliveries.ts";

type Props = {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<{ before?: string; state?: string }>;
};

const pageSize = 25;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { url } = await loadEndpoint((await params).id);
  return { title: `${new URL(url).host} · Webhooks` };
}

export default async function WebhookPage({ params, searchParams }: Props) {
  const actor = await requireActor("admin");
  const { id } = await params;
  const endpoint = await loadEndpoint(id);
  const { before = null, state: asked } = await searchParams;
  const state = deliveryStates.find((known) => known === asked) ?? null;
  const { database } = await webRuntime();
  const query = { endpointId: endpoint.id, before, state, limit: pageSize + 1 };
  const [deliveries, brands, user] = await Promise.all([
    listDeliveries(database.sql, actor, query),
    brandChoices(database.sql, actor),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const endpointId = endpoint.id;
  // What ads name is the ads' to change: neither its address nor its secret is set here.
  const ofAds = endpoint.adOwnerId !== null;
  const overlap = endpoint.previousUntil && formatMoment(endpoint.previousUntil, zone);
  return (
    <>
      <PageHeader
        title={new URL(endpoint.url).host}
        crumbs={[
          { href: "/settings", label: "Settings" },
          { href: "/settings/webhooks", label: "Webhooks" },
        ]}
      >
        {endpointStamp(endpoint)}
        <span>
          {ofAds ? "Named by ads, hears of those alone" : (endpoint.brandName ?? "Every brand")}
        </span>
        <code className="text-sm text-ink-2">{id}</code>
      </PageHeader>
      <div className="mt-5 flex flex-col gap-[22px]">
        <EndpointState endpoint={endpoint} zone={zone} />
        <Sheet title="Deliveries" id="deliveries">
          <Deliveries
            base={`/settings/webhooks/${id}`}
            deliveries={deliveries}
            zone={zone}
            state={state}
          />
        </Sheet>
        <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
          {ofAds ? null : (
            <Sheet title="Settings" id="settings">
              <EditEndpoint endpoint={endpoint} brands={brands} act={edit} />
            </Sheet>
          )}
          <div className="flex min-w-0 flex-col gap-[22px]">
            <Sheet title="Send a test" id="test">
              <SendTest endpointId={endpointId} enabled={endpoint.disabledAt === null} act={test} />
            </Sheet>
            {ofAds ? null : (
              <Sheet title="Secret" id="secret">
                <RotateSecret
                  endpointId={endpointId}
                  overlap={overlap}
                  zone={zoneCity(zone)}
                  act={rotate}
                />
              </Sheet>
            )}
            <Sheet title="On and off" id="switch">
              <EndpointSwitch endpoint={endpoint} switchTo={switchTo} remove={remove} />
            </Sheet>
          </div>
        </div>
      </div>
    </>
  );
}

function Deliveries({
  base,
  deliveries,
  zone,
  state,
}: {
  readonly base: string;
  readonly deliveries: readonly DeliveryListed[];
  readonly zone: string;
  readonly state: string | null;
}) {
  if (deliveries.length === 0) {
    return (
      <EmptyState sentence="Nothing was sent yet. Send a test, or wait for the first event." />
    );
  }
  const shown = deliveries.slice(0, pageSize);
  const last = shown.at(-1);
  const query = new URLSearchParams(state ? { state } : {});
  if (last) query.set("before", last.id);
  return (
    <>
      <DeliveryTable base={base} deliveries={shown} zone={zone} />
      {deliveries.length > pageSize ? (
        <LinkButton className="mt-4" href={`${base}?${query}#deliveries`}>
          Older {pageSize}
        </LinkButton>
      ) : null}
    </>
  );
}
