import { messagesOf } from "#lib/ads/find-creative.ts";
import { selectApproved } from "#lib/ads/store-creatives.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";

/** An approved ad as a promotion takes it. */
export interface Creative {
  readonly id: string;
  /** Null: of no brand, free for everybody's promotions. */
  readonly brandId: string | null;
  readonly appName: string;
  readonly shortDescription: string;
  readonly longDescription: string;
  readonly category: string;
  readonly messages: readonly string[];
}

const listedMax = 100;

/** What staff may choose for a promotion: the last hundred ads that were approved. */
export async function listCreatives(db: Executor, actor: Actor): Promise<Creative[]> {
  requirePermission(actor, "ad", "review");
  return (await selectApproved(db, listedMax)).map((ad) => ({
    id: ad.id,
    brandId: ad.brandId,
    appName: ad.title,
    shortDescription: ad.callToAction,
    longDescription: ad.description,
    category: ad.genre,
    messages: messagesOf(ad),
  }));
}
