import { causeSentences, csvField } from "#lib/coupons/code-format.ts";
import type { ImportView } from "#lib/coupons/contract.ts";
import { getImport, type ImportRow, selectImports } from "#lib/coupons/store-imports.ts";
import { readRejected } from "#lib/coupons/store-staging.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { isoOrNull } from "#lib/platform/iso-time.ts";

function view({ options, brandId: _, createdBy: __, ...row }: ImportRow): ImportView {
  return {
    ...row,
    kind: options.kind,
    createdAt: new Date(row.createdAt).toISOString(),
    committedAt: isoOrNull(row.committedAt),
    undoneAt: isoOrNull(row.undoneAt),
  };
}

export async function readImport(
  db: Executor,
  actor: Actor,
  { importId }: { readonly importId: string },
): Promise<ImportView> {
  requirePermission(actor, "pool", "read");
  return view(await getImport(db, importId));
}

/** The history of a pool, or of all of them, newest first. */
export async function listImports(
  db: Executor,
  actor: Actor,
  { poolId = null, limit = 50 }: { readonly poolId?: string | null; readonly limit?: number } = {},
): Promise<ImportView[]> {
  requirePermission(actor, "pool", "read");
  return (await selectImports(db, { poolId, limit })).map(view);
}

/** `rejected.csv` as it is read from the database: row number, masked code, cause and sentence. Never a code. */
export async function* rejectedCsv(
  db: Executor,
  actor: Actor,
  { importId }: { readonly importId: string },
): AsyncGenerator<string> {
  requirePermission(actor, "pool", "read");
  await getImport(db, importId);
  yield "row,code,cause,reason\r\n";
  for await (const rows of readRejected(db, importId)) {
    const lines = rows.map(({ row, mask, cause }) =>
      [String(row), mask ?? "", cause, causeSentences[cause]].map(csvField).join(","),
    );
    yield `${lines.join("\r\n")}\r\n`;
  }
}
