import { randomBytes } from "node:crypto";
import type { Executor } from "#lib/platform/database.ts";
import type { CampaignRow } from "#lib/promotions/store-batches.ts";
import { upsertLinks } from "#lib/promotions/store-batches.ts";

/** 96 bits: nobody finds another promo server's link by trying. */
const tokenBytes = 12;

export interface ClickLinks {
  of(row: Pick<CampaignRow, "promotionId" | "variantId">): string;
}

/**
 * The tracked address of each promotion on one promo server (null: in the list of everything), made where there is
 * none. A place keeps its address for ever, because posts do.
 */
export async function ensureClickLinks(
  db: Executor,
  baseUrl: string,
  serverId: string | null,
  rows: readonly Pick<CampaignRow, "promotionId" | "variantId">[],
): Promise<ClickLinks> {
  const places = rows.map(({ promotionId, variantId }) => ({
    promotionId,
    variantId,
    serverId,
    token: randomBytes(tokenBytes).toString("base64url"),
  }));
  const tokens = places.length > 0 ? await upsertLinks(db, places) : new Map<string, string>();
  const base = baseUrl.replace(/\/+$/, "");
  return {
    of: ({ promotionId, variantId }) => {
      const token = tokens.get(`${promotionId} ${variantId}`);
      if (token === undefined) throw new Error("a promotion went while its link was made");
      return `${base}/go/${token}`;
    },
  };
}
