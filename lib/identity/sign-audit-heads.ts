import {
  type AuditHead,
  appendHeads,
  auditKey,
  HeadsFileError,
  headsFile,
  readHeads,
} from "#lib/identity/audit-heads-file.ts";
import { findSealHead, sealedTables, tryLockHeads } from "#lib/identity/store-seals.ts";
import type { Sql } from "#lib/platform/database.ts";

const everyMs = 3_600_000;

export interface HeadSigning {
  readonly masterSecret: string;
  readonly folder: string;
  readonly nowMs: number;
}

/**
 * Appends each chain's head when it has moved since it was last signed, an hour or longer ago. One process at a time,
 * by a lock that ends with the transaction. Throws when a chain is behind what was signed, or differs from it at the
 * same length: the table was cut or rewritten, and nothing more is signed until somebody has looked.
 */
export async function signAuditHeads(sql: Sql, signing: HeadSigning): Promise<number> {
  const { masterSecret, folder, nowMs } = signing;
  const key = auditKey(masterSecret);
  return sql.begin(async (tx) => {
    if (!(await tryLockHeads(tx))) return 0;
    const read = await readHeads(headsFile(folder, key), key);
    const fresh: AuditHead[] = [];
    for (const chain of sealedTables) {
      const last = read.heads.findLast((head) => head.chain === chain);
      const found = await findSealHead(tx, chain);
      const head = { rows: found?.rows ?? 0, hash: found?.hash.toString("hex") ?? "" };
      if (last) requireGrowth(last, head);
      const isDue = !last || nowMs - Date.parse(last.at) >= everyMs;
      if (!isDue || head.rows === (last?.rows ?? 0)) continue;
      fresh.push({ chain, ...head, at: new Date(nowMs).toISOString() });
    }
    if (fresh.length > 0) await appendHeads(folder, key, read, fresh);
    return fresh.length;
  });
}

function requireGrowth(last: AuditHead, head: { readonly rows: number; readonly hash: string }) {
  if (head.rows > last.rows || (head.rows === last.rows && head.hash === last.hash)) return;
  throw new HeadsFileError(
    `${last.chain}: ${last.rows} rows were signed at ${last.at}, and what is kept of the chain now (${head.rows} rows) does not continue them. Run verify-audit.`,
  );
}
