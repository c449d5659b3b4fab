import { z } from "zod";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { blockOnce, insertForbidden, serverExists } from "#lib/promotions/store-block.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

export interface BlockDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

const blockSchema = z.strictObject({
  serverId: z.uuid(),
  reason: z.string().trim().min(1).max(300),
  /** What the platform answered; null: staff decided. */
  status: z
    .union([z.literal(403), z.literal(404)])
    .nullable()
    .default(null),
  /** The promotion that was refused, when it was a post. */
  promotionId: z.uuid().nullable().default(null),
});
export type BlockInput = z.input<typeof blockSchema>;

/**
 * Takes a promo server out: its placements go to others at the next allocation, and nothing is posted to it until staff
 * let it in again. A 403 counts as a complaint as well. A second call changes nothing; true: this one blocked it.
 */
export async function blockServer(
  deps: BlockDeps,
  actor: Actor,
  input: BlockInput,
): Promise<boolean> {
  requirePermission(actor, "promoServer", "edit");
  const { serverId, reason, status, promotionId } = blockSchema.parse(input);
  return deps.sql.begin(async (tx) => {
    if (!(await blockOnce(tx, serverId, reason))) {
      if (await serverExists(tx, serverId)) return false;
      throw new AppError("promo_server_not_found");
    }
    if (status === 403) await insertForbidden(tx, { serverId, promotionId, detail: reason });
    await wantAllocation(tx, "promo_server");
    await writeAudit(tx, {
      actor,
      action: "promo_server.blocked",
      subjectKind: "promo_server",
      subjectId: serverId,
      after: { reason, status },
      requestId: deps.requestId ?? null,
    });
    return true;
  });
}
