import { z } from "zod";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { lockTerms, unblockOnce, updateTerms } from "#lib/promotions/store-change-server.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

interface ChangeDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

export const serverTermsSchema = z.strictObject({
  serverId: z.guid(),
  /** Empty: it is called by its guild's id. */
  name: z.string().trim().max(120).default(""),
  /** Null: by members and activity. */
  manualWeight: z
    .number()
    .min(0.001, "The smallest weight is 0.001; block the promo server to give it nothing.")
    .max(4, "The largest weight is 4.")
    .nullable()
    .default(null),
  /** Null: as the installation says. */
  batchMax: z.number().int().min(1).max(500).nullable().default(null),
  /** Null: the same. */
  postsPerDayMax: z.number().int().min(1).max(288).nullable().default(null),
  messagesBetween: z.number().int().min(0).max(1000).default(0),
  blockedCategories: z.array(z.string().trim().min(1).max(40)).max(40).default([]),
});

/** How much of the network a promo server gets, and what it does not take. The next allocation follows it. */
export async function changeServerTerms(
  deps: ChangeDeps,
  actor: Actor,
  input: z.input<typeof serverTermsSchema>,
): Promise<void> {
  requirePermission(actor, "promoServer", "edit");
  const { serverId, ...terms } = serverTermsSchema.parse(input);
  await deps.sql.begin(async (tx) => {
    const before = await lockTerms(tx, serverId);
    if (!before) throw new AppError("promo_server_not_found");
    await updateTerms(tx, serverId, terms);
    await wantAllocation(tx, "weight");
    await writeAudit(tx, {
      actor,
      action: "promo_server.changed",
      subjectKind: "promo_server",
      subjectId: serverId,
      before,
      after: terms,
      requestId: deps.requestId ?? null,
    });
  });
}

/** Lets a promo server in again. A second call changes nothing; true: this one did it. */
export async function unblockServer(
  deps: ChangeDeps,
  actor: Actor,
  { serverId }: { readonly serverId: string },
): Promise<boolean> {
  requirePermission(actor, "promoServer", "edit");
  return deps.sql.begin(async (tx) => {
    const reason = await unblockOnce(tx, serverId);
    if (reason === undefined) return false;
    await wantAllocation(tx, "promo_server");
    await writeAudit(tx, {
      actor,
      action: "promo_server.unblocked",
      subjectKind: "promo_server",
      subjectId: serverId,
      before: { reason },
      requestId: deps.requestId ?? null,
    });
    return true;
  });
}
