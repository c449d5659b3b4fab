import type { CodeDeps } from "#lib/coupons/coupon-deps.ts";
import { stageCodes } from "#lib/coupons/stage-codes.ts";
import {
  failSilentUploads,
  getImport,
  type ImportRow,
  listWaiting,
  lockBrandImports,
  moveImport,
  noteStored,
  saveReport,
  tryClaim,
} from "#lib/coupons/store-imports.ts";
import {
  allowLongWork,
  deleteImportStaging,
  deleteSpentStaging,
  findRowRange,
  markDuplicates,
  markExisting,
  readReport,
  storeStaged,
} from "#lib/coupons/store-staging.ts";
import type { Executor } from "#lib/platform/database.ts";
import { isStoreDown, isTransient } from "#lib/platform/store-failure.ts";

const storeBlock = 25_000;

/** The dry run: every row that cannot be taken gets its cause, and the counts are written down. */
async function check(tx: Executor, row: ImportRow, maybeRepeats: number | null): Promise<void> {
  if (maybeRepeats !== 0) await markDuplicates(tx, row.id);
  await markExisting(tx, row.id, row);
  await saveReport(tx, row.id, await readReport(tx, row.id));
  await moveImport(tx, row.id, ["checking"], { state: "checked" });
}

async function generateAndCheck(deps: CodeDeps, tx: Executor, row: ImportRow): Promise<void> {
  const { sql } = deps;
  const started = await moveImport(sql, row.id, ["uploaded", "checking"], { state: "checking" });
  if (!started) return;
  if (row.options.kind === "csv") return check(tx, row, row.maybeRepeats);
  // What a worker that died half way had staged is thrown away: generation starts over.
  await deleteImportStaging(sql, row.id);
  const target = { importId: row.id, brandId: row.brandId, source: row.options };
  const { maybeRepeats } = await stageCodes(deps, target);
  await check(tx, row, maybeRepeats);
}

/**
 * All or nothing: one transaction moves every new row, and under the brand's lock nothing can have come in
 * between. When something did come in since the check, nothing is stored, and the new report waits to be read.
 */
async function store(deps: CodeDeps, tx: Executor, row: ImportRow): Promise<void> {
  await lockBrandImports(tx, row.brandId);
  const changed = await markExisting(tx, row.id, row);
  if (changed > 0) {
    await saveReport(tx, row.id, await readReport(tx, row.id));
    await moveImport(tx, row.id, ["committing"], { state: "checked", error: "import_changed" });
    return;
  }
  const range = await findRowRange(tx, row.id);
  let stored = 0;
  let noting: Promise<void> = Promise.resolve();
  for (let from = range.from; from <= range.to; from += storeBlock) {
    stored += await storeStaged(tx, row.id, row, { from, to: from + storeBlock - 1 });
    await noting;
    // Beside the transaction, so that it is seen while the work goes on; and beside the next block, because its
    // commit waits for the disk to take all that the block has logged.
    noting = noteStored(deps.sql, row.id, stored);
    noting.catch(() => undefined);
  }
  await noting;
  await moveImport(tx, row.id, ["committing"], { state: "committed" });
}

/**
 * Does the next step of an import: generate and check, or store. Safe to call from several workers and again
 * after a crash: one of them holds the claim, and a step that did not commit has not happened.
 */
export async function advanceImport(deps: CodeDeps, importId: string): Promise<void> {
  await deps.sql.begin(async (tx) => {
    if (!(await tryClaim(tx, importId))) return;
    await allowLongWork(tx);
    const row = await getImport(tx, importId);
    if (row.state === "uploaded" || row.state === "checking") await generateAndCheck(deps, tx, row);
    else if (row.state === "committing") await store(deps, tx, row);
  });
}

/** One round of the worker: every waiting import a step on, dead uploads ended, spent rows cleared away. */
export async function runWaitingImports(
  deps: CodeDeps & { readonly onError: (error: unknown, importId: string) => void },
): Promise<void> {
  await failSilentUploads(deps.sql);
  for (const importId of await listWaiting(deps.sql)) {
    try {
      await advanceImport(deps, importId);
    } catch (error) {
      deps.onError(error, importId);
      // The stores will be back, and nothing of the step has happened: the next round tries again.
      if (isStoreDown(error) || isTransient(error)) continue;
      const waiting = ["uploaded", "checking", "committing"] as const;
      await moveImport(deps.sql, importId, waiting, { state: "failed", error: "internal" });
    }
  }
  await deleteSpentStaging(deps.sql, 20_000);
}
