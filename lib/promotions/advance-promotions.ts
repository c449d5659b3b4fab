import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import {
  type AdvancedPromotion,
  closeShort,
  keepDemoServers,
  stepPromotions,
} from "#lib/promotions/store-advance.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

/** Receipts may be on their way when a promotion ends; what has not come by then is short. */
const receiptGraceMinutes = 15;

/**
 * Brings promotions to the state that their windows ask for by the database clock: scheduled → live → ended, paused →
 * ended. One that ended with fewer exposures than booked is told as short, once; one that reached them was told with
 * its last receipt. A second caller at the same moment finds nothing left to do.
 */
export async function advancePromotions(sql: Sql): Promise<readonly AdvancedPromotion[]> {
  return sql.begin(async (tx) => {
    await keepDemoServers(tx);
    const changes = await stepPromotions(tx);
    for (const { id, before, after } of changes) {
      await writeAudit(tx, {
        actor: { kind: "system" },
        action: after === "ended" ? "promotion.ended" : "promotion.started",
        subjectKind: "promotion",
        subjectId: id,
        before: { state: before },
        after: { state: after },
      });
    }
    if (changes.length > 0) await wantAllocation(tx, "promotion");
    for (const short of await closeShort(tx, receiptGraceMinutes)) {
      const { id: promotionId, wireKey: campaignId, appName: name, brandId } = short;
      const { exposures, servers: asked, statedMissing } = short;
      const data = { promotionId, campaignId, name, exposures, asked, statedMissing };
      await writeEvent(tx, { type: "promotion.short", brandId, data });
    }
    return changes;
  });
}
