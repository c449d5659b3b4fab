import { ShowSecret } from "#components/admin/ads/show-secret.tsx";
import { MessageTable } from "#components/admin/webhooks/delivery-table.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
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
          <MessageTable label="Messages to the webhook" messages={messages} zone={zone} />
        </div>
      )}
      {isOwn ? <ShowSecret adId={adId} act={act} /> : null}
    </Sheet>
  );
}
