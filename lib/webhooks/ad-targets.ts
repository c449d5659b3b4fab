import { randomUUID } from "node:crypto";
import type { Executor } from "#lib/platform/database.ts";
import { isoOrNull } from "#lib/platform/iso-time.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { adSecretOf } from "#lib/webhooks/ad-secret.ts";
import type { AdMessage, WebhookEvent } from "#lib/webhooks/contract.ts";
import { sealSecret } from "#lib/webhooks/endpoint-secret.ts";
import {
  countTargets,
  insertTarget,
  selectNewTargets,
  selectTold,
} from "#lib/webhooks/store-targets.ts";

/** Named here too, so that whoever looks for listeners of another event passes these endpoints over. */
const adEvents: readonly WebhookEvent[] = [
  "ad.completed",
  "ad.failed",
  "ad.approved",
  "ad.sent_back",
];
/** An owner whose ads name more addresses than this has a program that makes them up. */
const perOwnerMax = 1_000;
const shown = 20;

/** Makes endpoints of addresses that waiting facts name, in the transaction that fans those facts out. */
export async function addAdTargets(
  tx: Executor,
  deps: { readonly masterSecret: string; readonly logger: Logger },
  facts: number,
): Promise<void> {
  for (const target of await selectNewTargets(tx, facts)) {
    if ((await countTargets(tx, target.ownerId)) >= perOwnerMax) {
      deps.logger.warn({ ownerId: target.ownerId }, "ads name too many addresses; one is not told");
      continue;
    }
    const id = randomUUID();
    const secretCt = sealSecret(deps.masterSecret, id, adSecretOf(deps.masterSecret, target));
    await insertTarget(tx, { ...target, id, events: adEvents, secretCt });
  }
}

/** What the ad's own address was told, newest first. Whose ad it is was asked before. */
export async function listAdMessages(sql: Executor, adId: string): Promise<readonly AdMessage[]> {
  return (await selectTold(sql, adId, shown)).map((row) => ({
    ...row,
    nextAttemptAt: isoOrNull(row.nextAttemptAt),
    deliveredAt: isoOrNull(row.deliveredAt),
    at: new Date(row.at).toISOString(),
  }));
}
