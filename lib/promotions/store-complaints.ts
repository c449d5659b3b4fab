import type { Executor } from "#lib/platform/database.ts";
import type { ComplaintKind } from "#lib/promotions/contract.ts";

export interface NewComplaint {
  readonly serverId: string;
  readonly promotionId?: string | null | undefined;
  readonly kind: ComplaintKind;
  readonly detail?: string | undefined;
  /** The same key again is no second complaint. */
  readonly dedupeKey?: string | undefined;
}

/**
 * True when it is a new one. Pass the transaction of what happened: an unregistration is an OPT_OUT, a post that the
 * platform refused is FORBIDDEN.
 */
export async function insertComplaint(tx: Executor, complaint: NewComplaint): Promise<boolean> {
  const rows = await tx`
    insert into promo_complaint (server_id, promotion_id, kind, detail, dedupe_key)
    values (${complaint.serverId}, ${complaint.promotionId ?? null}, ${complaint.kind},
      ${complaint.detail ?? null}, ${complaint.dedupeKey ?? null})
    on conflict (dedupe_key) do nothing returning 1`;
  return rows.length > 0;
}
