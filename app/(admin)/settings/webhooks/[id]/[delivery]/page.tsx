import type { Metadata } from "next";
import { loadDelivery, loadEndpoint } from "#app/(admin)/settings/webhooks/[id]/load-endpoint.ts";
import { resend } from "#app/(admin)/settings/webhooks/actions.ts";
import { AttemptList } from "#components/admin/webhooks/attempt-list.tsx";
import { deliveryStamp } from "#components/admin/webhooks/delivery-table.tsx";
import { RefreshWhile } from "#components/admin/webhooks/refresh-while.tsx";
import { ResendButton } from "#components/admin/webhooks/resend-button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatClock, formatMoment } from "#components/ui/format-time.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string; delivery: string }> };

/** How near the next attempt is for the page to wait for it. */
const soonMs = 30_000;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, delivery } = await params;
  return { title: `${(await loadDelivery(id, delivery)).type} · Webhooks` };
}

export default async function DeliveryPage({ params }: Props) {
  const { id, delivery: deliveryId } = await params;
  const [endpoint, delivery, user] = await Promise.all([
    loadEndpoint(id),
    loadDelivery(id, deliveryId),
    currentUser(),
  ]);
  const { clock } = await webRuntime();
  const zone = user?.timeZone ?? "UTC";
  const moment = (at: string) => `${formatMoment(at, zone)} (${formatClock(at, zone)})`;
  const { nextAttemptAt } = delivery;
  const isSoon = nextAttemptAt !== null && Date.parse(nextAttemptAt) < clock.now() + soonMs;
  return (
    <>
      <PageHeader
        title={delivery.type}
        crumbs={[
          { href: "/settings/webhooks", label: "Webhooks" },
          { href: `/settings/webhooks/${id}`, label: new URL(endpoint.url).host },
        ]}
        actions={
          <ResendButton
            deliveryId={delivery.id}
            enabled={endpoint.disabledAt === null}
            act={resend}
          />
        }
      >
        {deliveryStamp(delivery)}
        <span>
          {delivery.attempts === 1 ? "1 attempt" : `${delivery.attempts} attempts`}
          {nextAttemptAt === null ? "" : `, next ${moment(nextAttemptAt)}`}
        </span>
      </PageHeader>
      <RefreshWhile isOn={isSoon} />
      <div className="mt-5 flex flex-col gap-[22px]">
        <Sheet
          title="Request"
          id="request"
          aside={<CopyButton text={delivery.body} what="the body" />}
        >
          <DefinitionList
            rows={[
              [
                "POST",
                <code key="url" className="break-all">
                  {delivery.url}
                </code>,
              ],
              [
                "webhook-id",
                <code key="id" className="break-all">
                  {delivery.messageId}
                </code>,
              ],
              ["Happened", moment(delivery.at)],
            ]}
          />
          <pre className="mt-3 bg-sunk p-3 text-sm break-all whitespace-pre-wrap">
            {JSON.stringify(JSON.parse(delivery.body), null, 2)}
          </pre>
        </Sheet>
        <Sheet title="Attempts" id="attempts">
          <AttemptList tries={delivery.tries} zone={zone} />
        </Sheet>
      </div>
    </>
  );
}
