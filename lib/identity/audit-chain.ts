// The seal of the audit and access logs: each row's hash covers the row and the hash before it, so nothing can be
// changed, taken out, moved or cut off without the verifier naming where.

import { createHash, hash } from "node:crypto";
import { canonicalJson } from "#lib/fairness/canonical-json.ts";
import type { AuditHead } from "#lib/identity/audit-heads-file.ts";
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
import type { Executor, Sql } from "#lib/platform/database.ts";

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
  | {
      readonly ok: true;
      readonly table: SealedTable;
      readonly rows: number;
      /** How many signed heads the chain was compared with. */
      readonly signed: number;
    }
  | {
      readonly ok: false;
      readonly table: SealedTable;
      /**
       * changed: the row differs from its seal. missing: the row before it is gone or moved. cut: rows after it are
       * gone. rewritten: it is another row than the one a signed head was on.
       */
      readonly problem: "changed" | "missing" | "cut" | "rewritten";
      /** Id of the row at fault; null when the whole chain is gone. */
      readonly id: string | null;
      /** When the head was signed that shows it; what the seals show themselves needs none. */
      readonly signedAt?: string;
    };

interface Link {
  readonly id: string;
  readonly hash: string;
}

/** Recomputes every seal, follows the links from the beginning to the kept head, and asks each signed head. */
export async function verifyAuditChain(
  sql: Executor,
  table: SealedTable,
  signed: readonly AuditHead[] = [],
): Promise<ChainVerdict> {
  const next = new Map<string, Link>();
  const ids: string[] = [];
  for await (const row of eachSealed(sql, table)) {
    const { id, prevHash, hash: seal } = row;
    if (!prevHash || !seal || !sealOf(prevHash, row).equals(seal)) {
      return { ok: false, table, problem: "changed", id };
    }
    next.set(prevHash.toString("hex"), { id, hash: seal.toString("hex") });
    ids.push(id);
  }
  const chain = followLinks(table, next);
  const reached = new Set(chain.map(({ id }) => id));
  const lost = ids.find((id) => !reached.has(id));
  if (lost !== undefined) return { ok: false, table, problem: "missing", id: lost };
  const head = await findSealHead(sql, table);
  const kept = head ?? { rows: 0, hash: genesisOf(table) };
  const end = chain.at(-1)?.hash ?? genesisOf(table).toString("hex");
  if (kept.rows !== chain.length || kept.hash.toString("hex") !== end) {
    return { ok: false, table, problem: "cut", id: chain.at(-1)?.id ?? null };
  }
  return compareHeads(table, chain, signed);
}

function followLinks(table: SealedTable, next: ReadonlyMap<string, Link>): Link[] {
  const chain: Link[] = [];
  const reached = new Set<string>();
  let at = genesisOf(table).toString("hex");
  for (let link = next.get(at); link && !reached.has(link.id); link = next.get(at)) {
    reached.add(link.id);
    chain.push(link);
    at = link.hash;
  }
  return chain;
}

/** The chain agrees with itself; whether it is the one that was signed, only the heads outside the database know. */
function compareHeads(
  table: SealedTable,
  chain: readonly Link[],
  signed: readonly AuditHead[],
): ChainVerdict {
  for (const { rows, hash: signedHash, at } of signed) {
    const link = chain[rows - 1];
    if (link?.hash === signedHash) continue;
    const fault = link
      ? ({ problem: "rewritten", id: link.id } as const)
      : ({ problem: "cut", id: chain.at(-1)?.id ?? null } as const);
    return { ok: false, table, ...fault, signedAt: at };
  }
  return { ok: true, table, rows: chain.length, signed: signed.length };
}
