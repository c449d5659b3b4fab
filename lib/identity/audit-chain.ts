// The seal of the audit and access logs: each row's hash covers the row and the hash before it, so nothing can be
// changed, taken out, moved or cut off without the verifier naming where.

import { createHash, hash } from "node:crypto";
import { canonicalJson } from "#lib/fairness/canonical-json.ts";
import {
  eachSealed,
  findSealHead,
  listUnsealed,
  type Seal,
  type SealedTable,
  type SealRow,
  saveSealHead,
  sealedTables,
  tryLockSeals,
  writeSeals,
} from "#lib/identity/store-seals.ts";
import type { Sql } from "#lib/platform/database.ts";

const batchMax = 500;

/** Where each chain begins. */
export function genesisOf(table: SealedTable): Buffer {
  return hash("sha256", `frolic-seal-v1|${table}`, "buffer");
}

export function sealOf(prev: Buffer, row: SealRow): Buffer {
  return createHash("sha256").update(prev).update(canonicalJson(row.fields)).digest();
}

/**
 * Seals what has committed, all tables, one batch each; returns how many rows. One process at a time works, by a
 * lock that ends with the transaction; the others do nothing and return 0.
 */
export async function sealPending(sql: Sql): Promise<number> {
  return sql.begin(async (tx) => {
    if (!(await tryLockSeals(tx))) return 0;
    let sealed = 0;
    for (const table of sealedTables) {
      const rows = await listUnsealed(tx, table, batchMax);
      if (rows.length === 0) continue;
      const head = await findSealHead(tx, table);
      let prevHash = head?.hash ?? genesisOf(table);
      const seals: Seal[] = rows.map((row) => {
        const seal = { id: row.id, prevHash, hash: sealOf(prevHash, row) };
        prevHash = seal.hash;
        return seal;
      });
      await writeSeals(tx, table, seals);
      await saveSealHead(tx, table, { rows: (head?.rows ?? 0) + rows.length, hash: prevHash });
      sealed += rows.length;
    }
    return sealed;
  });
}

export type ChainVerdict =
  | { readonly ok: true; readonly table: SealedTable; readonly rows: number }
  | {
      readonly ok: false;
      readonly table: SealedTable;
      /** changed: the row differs from its seal. missing: the row before it is gone or moved. cut: rows after it are gone. */
      readonly problem: "changed" | "missing" | "cut";
      /** Id of the row at fault; null when the whole chain is gone. */
      readonly id: string | null;
    };

/** Recomputes every seal and follows the links from the beginning to the kept head. */
export async function verifyAuditChain(sql: Sql, table: SealedTable): Promise<ChainVerdict> {
  const next = new Map<string, { readonly id: string; readonly hash: string }>();
  const ids: string[] = [];
  for await (const row of eachSealed(sql, table)) {
    const { id, prevHash, hash: seal } = row;
    if (!prevHash || !seal || !sealOf(prevHash, row).equals(seal)) {
      return { ok: false, table, problem: "changed", id };
    }
    next.set(prevHash.toString("hex"), { id, hash: seal.toString("hex") });
    ids.push(id);
  }
  return followLinks(table, next, ids, await findSealHead(sql, table));
}

function followLinks(
  table: SealedTable,
  next: ReadonlyMap<string, { readonly id: string; readonly hash: string }>,
  ids: readonly string[],
  head: { readonly rows: number; readonly hash: Buffer } | undefined,
): ChainVerdict {
  const reached = new Set<string>();
  let last: string | null = null;
  let at = genesisOf(table).toString("hex");
  for (let link = next.get(at); link && !reached.has(link.id); link = next.get(at)) {
    reached.add(link.id);
    last = link.id;
    at = link.hash;
  }
  const lost = ids.find((id) => !reached.has(id));
  if (lost !== undefined) return { ok: false, table, problem: "missing", id: lost };
  const kept = head ?? { rows: 0, hash: genesisOf(table) };
  if (kept.rows !== reached.size || kept.hash.toString("hex") !== at) {
    return { ok: false, table, problem: "cut", id: last };
  }
  return { ok: true, table, rows: reached.size };
}
