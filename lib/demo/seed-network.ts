import { demoPromotions, demoServers } from "#lib/demo/demo-network.ts";
import { demoUuid } from "#lib/demo/demo-plays.ts";
import {
  closeDemoPromotions,
  insertDemoEvents,
  insertDemoExposures,
  insertDemoPromotion,
  insertDemoServer,
} from "#lib/demo/store-demo-network.ts";
import { systemClock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { allocateWithin } from "#lib/promotions/run-allocation.ts";

export interface NetworkSeed {
  readonly masterSecret: string;
  readonly nowMs: number;
  readonly brands: { readonly roastery: string; readonly kino: string };
  /** Clicks of two promotions lead here. */
  readonly campaignId: string | null;
}

/** A dozen promo servers and what was booked on them; where the live ones run, the allocator decides. */
export async function seedNetwork(tx: Executor, seed: NetworkSeed): Promise<void> {
  const { masterSecret, nowMs, brands, campaignId } = seed;
  const now = new Date(nowMs).toISOString();
  for (const [index, server] of demoServers.entries()) {
    await insertDemoServer(tx, {
      ...server,
      id: demoUuid(`promo server ${index}`),
      ownerId: demoUuid("promo server owner"),
      guildId: `demo-${String(index + 1).padStart(2, "0")}`,
    });
  }
  const ids = demoPromotions.map(({ label }) => demoUuid(`promotion ${label}`));
  for (const [index, promotion] of demoPromotions.entries()) {
    await insertDemoPromotion(tx, {
      ...promotion,
      id: ids[index] ?? "",
      brandId: promotion.brand && brands[promotion.brand],
      campaignId: promotion.promotesCampaign ? campaignId : null,
      now,
    });
  }
  await allocateWithin(tx, { masterSecret, clock: systemClock }, { trigger: "promotion" });
  for (const [index, { posted }] of demoPromotions.entries()) {
    const id = ids[index] ?? "";
    if (posted === 0) continue;
    await insertDemoExposures(tx, id, posted);
    await insertDemoEvents(tx, id);
  }
  await closeDemoPromotions(tx);
}
