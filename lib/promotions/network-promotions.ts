import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { iso, isoOrNull } from "#lib/platform/iso-time.ts";
import { type PromotionState, promotionStates } from "#lib/promotions/contract.ts";
import {
  type ListPromotionRows,
  listPromotionRowsSchema,
  type PromotionDetail,
  type PromotionListed,
  type PromotionPage,
} from "#lib/promotions/network-contract.ts";
import {
  countPromotions,
  findPromotion,
  findShortfall,
  selectPromotions,
  selectVariants,
} from "#lib/promotions/store-network-promotions.ts";

function listedView(row: PromotionListed): PromotionListed {
  return { ...row, startsAt: iso(row.startsAt), endsAt: iso(row.endsAt) };
}

/** One page of promotions; somebody of a brand gets its own and no others. */
export async function listNetworkPromotions(
  db: Executor,
  actor: Actor,
  input: ListPromotionRows = {},
): Promise<PromotionPage> {
  requirePermission(actor, "promotion", "read");
  const { states, page, pageSize, ...asked } = listPromotionRowsSchema.parse(input);
  const filter = { ...asked, q: asked.q.trim(), brandId: brandScope(actor) };
  const [counted, rows] = await Promise.all([
    countPromotions(db, filter),
    selectPromotions(db, { ...filter, states, limit: pageSize, offset: (page - 1) * pageSize }),
  ]);
  const counts = Object.fromEntries(
    promotionStates.map((state) => [
      state,
      counted.find((each) => each.state === state)?.count ?? 0,
    ]),
  ) as Record<PromotionState, number>;
  const chosen: readonly PromotionState[] = states.length ? states : promotionStates;
  const total = chosen.reduce((sum, state) => sum + counts[state], 0);
  return { rows: rows.map(listedView), total, page, pageSize, counts };
}

/** One promotion as it was booked; another brand's is not found. */
export async function getNetworkPromotion(
  db: Executor,
  actor: Actor,
  { promotionId }: { readonly promotionId: string },
): Promise<PromotionDetail> {
  requirePermission(actor, "promotion", "read");
  const row = await findPromotion(db, promotionId, brandScope(actor));
  if (!row) throw new AppError("promotion_not_found");
  const [variants, shortReason] = await Promise.all([
    selectVariants(db, promotionId),
    row.isShort ? findShortfall(db, promotionId) : null,
  ]);
  return {
    ...row,
    ...listedView(row),
    deliveredAt: isoOrNull(row.deliveredAt),
    createdAt: iso(row.createdAt),
    variants,
    shortReason,
  };
}
