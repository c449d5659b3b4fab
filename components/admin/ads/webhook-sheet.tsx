import { ShowSecret } from "#components/admin/ads/show-secret.tsx";
import { deliveryStamp } from "#components/admin/webhooks/delivery-table.tsx";
import { formatClock, formatMoment } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import type { AdDetail } from "#lib/ads/desk-contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

/** What the address that the ad names was told of it. */
export function WebhookSheet({
  adId,
  ad,
  zone,
  act,
}: {
  readonly adId: string;
  readonly ad: AdDetail;
  readonly zone: string;
  readonly act: Action<{ adId: string }, { readonly secret: string }>;
}) {
  const { messages, isOwn, input } = ad;
  if (input.webhookUrl === undefined) return null;
  return (
    <Sheet title="Webhook" id="webhook">
      <p className="text-ink-2">
        <span className="break-all text-ink">{input.webhookUrl}</span> is told when the analysis
        ends and when the ad is reviewed.
      </p>
      {messages.length === 0 ? (
        <p className="mt-3">Nothing was sent yet.</p>
      ) : (
        <div className="mt-3">
          <Table label="Messages to the webhook">
            <thead>
              <tr>
                <th scope="col">Event</th>
                <th scope="col">Happened</th>
                <th scope="col">State</th>
                <th scope="col" className="n">
                  Attempts
                </th>
                <th scope="col">Last answer</th>
              </tr>
            </thead>
            <tbody>
              {messages.map((each) => (
                <tr key={each.messageId}>
                  <th scope="row">{each.type}</th>
                  <td className="whitespace-nowrap">
                    {formatMoment(each.at, zone)}
                    <span className="block text-sm text-ink-2">{formatClock(each.at, zone)}</span>
                  </td>
                  <td>{deliveryStamp(each)}</td>
                  <td className="n">{each.attempts}</td>
                  <td className="text-sm">{each.lastError ?? each.lastStatus ?? "none yet"}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
      {isOwn ? <ShowSecret adId={adId} act={act} /> : null}
    </Sheet>
  );
}
