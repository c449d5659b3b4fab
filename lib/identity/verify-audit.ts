import { type ChainVerdict, verifyAuditChain } from "#lib/identity/audit-chain.ts";
import { auditKey, headsFile, readHeads } from "#lib/identity/audit-heads-file.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { sealedTables } from "#lib/identity/store-seals.ts";
import type { Sql } from "#lib/platform/database.ts";

export interface AuditCheckDeps {
  readonly sql: Sql;
  readonly masterSecret: string;
  /** Of the signed heads: the installation's, or a copy that was kept elsewhere. */
  readonly folder: string;
}

/** Both chains against their own seals and the signed heads. Throws when the file of heads itself was changed. */
export async function verifyAudit(deps: AuditCheckDeps, actor: Actor): Promise<ChainVerdict[]> {
  requirePermission(actor, "audit", "verify");
  const key = auditKey(deps.masterSecret);
  // Before the rows: a head that is signed meanwhile would seem to be cut off.
  const { heads } = await readHeads(headsFile(deps.folder, key), key);
  return deps.sql.begin("isolation level repeatable read read only", async (tx) => {
    const verdicts: ChainVerdict[] = [];
    for (const table of sealedTables) {
      const own = heads.filter(({ chain }) => chain === table);
      verdicts.push(await verifyAuditChain(tx, table, own));
    }
    return verdicts;
  });
}
