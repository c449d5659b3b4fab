import { type ImportOptions, importLimits, importOptionsSchema } from "#lib/coupons/contract.ts";
import type { CodeDeps } from "#lib/coupons/coupon-deps.ts";
import type { Limits } from "#lib/coupons/read-csv.ts";
import { stageCodes } from "#lib/coupons/stage-codes.ts";
import { insertImport, moveImport, noteProgress } from "#lib/coupons/store-imports.ts";
import { lockPool } from "#lib/coupons/store-pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface Upload {
  readonly poolId: string;
  readonly fileName: string;
  readonly options?: Partial<ImportOptions>;
  /** What the request announced; 0 when it did not say. */
  readonly bytesTotal: number;
  readonly body: AsyncIterable<Uint8Array>;
  /** Smaller in tests. */
  readonly limits?: Limits;
  /** Told as soon as the import has a number, so that the page can follow it. */
  readonly onStarted?: (importId: string) => void;
}

async function start(deps: CodeDeps, actor: Actor, upload: Upload) {
  const { poolId, bytesTotal } = upload;
  const fileName = upload.fileName.replace(/[^\p{L}\p{N}._ ()-]/gu, "_").slice(0, 120) || "codes";
  return deps.sql.begin(async (tx) => {
    const { brandId, archivedAt } = await lockPool(tx, poolId);
    if (archivedAt !== null) throw new AppError("pool_not_found");
    const importId = await insertImport(tx, {
      poolId,
      fileName,
      state: "uploading",
      source: { kind: "csv" },
      bytesTotal,
      createdBy: actor.kind === "user" ? actor.userId : null,
    });
    await writeAudit(tx, {
      actor,
      action: "coupon_import.uploaded",
      subjectKind: "coupon_import",
      subjectId: importId,
      after: { poolId, fileName },
      requestId: deps.requestId ?? null,
    });
    return { importId, brandId };
  });
}

/**
 * Takes an upload as it streams in: parsed, sealed and staged piece by piece, so neither memory nor disk ever
 * holds the file. From "uploaded" on the worker owns it and the page may be left. Any fault fails the import and
 * nothing of it is kept.
 */
export async function uploadImport(
  deps: CodeDeps,
  actor: Actor,
  upload: Upload,
): Promise<{ readonly importId: string; readonly rowsTotal: number }> {
  requirePermission(actor, "pool", "import");
  const options = importOptionsSchema.parse(upload.options ?? {});
  const limits = upload.limits ?? importLimits;
  if (upload.bytesTotal > limits.bytesMax) throw new AppError("import_too_large");
  const { importId, brandId } = await start(deps, actor, upload);
  upload.onStarted?.(importId);
  let bytesTotal = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of upload.body) {
      bytesTotal += chunk.length;
      yield chunk;
    }
  }
  try {
    const source = { kind: "csv", options, limits } as const;
    const staged = await stageCodes(deps, { importId, brandId, source }, counted());
    await noteProgress(deps.sql, importId, { ...staged, bytesTotal });
    const moved = await moveImport(deps.sql, importId, ["uploading"], { state: "uploaded" });
    if (!moved) throw new AppError("import_state", { details: "The import was cancelled." });
    return { importId, rowsTotal: staged.rowsTotal };
  } catch (error) {
    const said = error instanceof AppError ? error.code : "internal";
    await moveImport(deps.sql, importId, ["uploading"], { state: "failed", error: said });
    throw error;
  }
}
