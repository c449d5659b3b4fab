import type { Executor } from "#lib/platform/database.ts";
import { isInAudience } from "#lib/promotions/allocation/audience.ts";
import { replacements } from "#lib/promotions/exposure.ts";
import type { EventTarget } from "#lib/promotions/store-events.ts";
import {
  addPost,
  type ExposureState,
  listBilledServers,
  listPlaceChanges,
  lockPromotion,
  markDelivered,
  openExposure,
  type Receipt,
} from "#lib/promotions/store-exposures.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

/**
 * Turns a receipt into an exposure, or adds a post to the one that stands. The first N promo servers in the order of
 * receipt are billed and no more, whatever arrives at once: numbers are given under the promotion's row lock. What
 * comes after them is kept as a gift. A promo server that never had the promotion in a batch counts when the booking
 * allows it there, because bots of the old way post a list of everything.
 */
export async function recordExposure(
  tx: Executor,
  target: EventTarget,
  receipt: Receipt,
): Promise<ExposureState> {
  const isBooked = target.wasPlaced || isInAudience(target.audience, target.traits);
  const known = await addPost(tx, receipt);
  if (known && (known.billedAs !== null || !isBooked)) return known;
  const { promotionId, serverId } = receipt;
  await lockPromotion(tx, promotionId);
  const [changes, delivered] = await Promise.all([
    listPlaceChanges(tx, promotionId),
    listBilledServers(tx, promotionId),
  ]);
  const makegoodFor = replacements(changes, delivered).get(serverId) ?? null;
  const opened = await openExposure(tx, { ...receipt, isBooked, makegoodFor });
  const isLast = opened.billedAs === target.servers;
  if (isLast && (await markDelivered(tx, promotionId))) await tellDelivered(tx, target);
  return opened;
}

async function tellDelivered(tx: Executor, target: EventTarget): Promise<void> {
  const { promotionId, campaignId, appName: name, servers, brandId } = target;
  const data = { promotionId, campaignId, name, exposures: servers, asked: servers };
  await writeEvent(tx, { type: "promotion.delivered", brandId, data });
}
