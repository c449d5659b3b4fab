import { type AdClicks, selectAdClicks } from "#lib/analytics/store-ad-clicks.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";

const shown = 50;

/** What came of ads that became promotions: posts, clicks and how many clicks a post brought. */
export async function adClicks(sql: Executor, actor: Actor): Promise<readonly AdClicks[]> {
  requirePermission(actor, "ad", "operate");
  return selectAdClicks(sql, shown);
}
