import type { DeadGroup } from "#lib/ads/desk-contract.ts";
import { selectDead } from "#lib/ads/store-pages.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";

const shownPerGroup = 20;

/** Ads that no worker tries again unless somebody asks, by what ended them. */
export async function listDeadLetters(sql: Executor, actor: Actor): Promise<readonly DeadGroup[]> {
  requirePermission(actor, "ad", "operate");
  return selectDead(sql, shownPerGroup);
}
