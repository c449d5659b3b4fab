import { deleteDemo, findDemoSlug, lockDemo, noteRemoved } from "#lib/demo/store-demo.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";

/** Takes the demo away whole, in one transaction. False when there was none. */
export async function removeDemo(
  deps: { readonly sql: Sql; readonly requestId?: string | null },
  actor: Actor,
): Promise<boolean> {
  requirePermission(actor, "demo", "remove");
  return deps.sql.begin(async (tx) => {
    await lockDemo(tx);
    const slug = await findDemoSlug(tx);
    if (slug === undefined) return false;
    await deleteDemo(tx);
    await noteRemoved(tx);
    await writeAudit(tx, {
      actor,
      action: "demo.removed",
      subjectKind: "demo",
      subjectId: slug,
      requestId: deps.requestId ?? null,
    });
    return true;
  });
}
