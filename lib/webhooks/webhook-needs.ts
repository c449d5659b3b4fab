import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { WebhookNeed } from "#lib/webhooks/contract.ts";
import { handReason } from "#lib/webhooks/manage-endpoints.ts";
import { breakerFailures } from "#lib/webhooks/retry-schedule.ts";
import { selectTroubled } from "#lib/webhooks/store-endpoints.ts";

const shown = 3;

/**
 * Endpoints that somebody should look at: those that do nothing but fail, and those that were disabled for it. One that
 * was disabled by hand needs nobody.
 */
export async function webhookNeeds(db: Executor, actor: Actor): Promise<WebhookNeed[]> {
  requirePermission(actor, "webhook", "read");
  const rows = await selectTroubled(db, { failures: breakerFailures, handReason, limit: shown });
  return rows.map(({ id, url, disabled }) => ({ id, host: new URL(url).host, disabled }));
}
