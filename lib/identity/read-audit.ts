import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { type AuditFilter, type AuditRow, listAudit } from "#lib/identity/store-audit.ts";
import type { Executor } from "#lib/platform/database.ts";

/** A page of the audit log, newest first, for those who may read it. */
export async function readAudit(
  db: Executor,
  actor: Actor,
  filter: AuditFilter,
): Promise<AuditRow[]> {
  requirePermission(actor, "audit", "read");
  return listAudit(db, filter);
}
