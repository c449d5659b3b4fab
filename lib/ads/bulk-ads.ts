import { parse } from "csv-parse/sync";
import type { AdDeps } from "#lib/ads/ad-deps.ts";
import { type AdInput, adInputSchema, type BulkRow } from "#lib/ads/contract.ts";
import { insertAds } from "#lib/ads/store-ads.ts";
import { brandExists } from "#lib/ads/store-policies.ts";
import { newAd } from "#lib/ads/submit-ad.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

export const bulkRowsMax = 10_000;
export const bulkBytesMax = 16 * 1024 * 1024;
const batchMax = 500;

/** Columns of the file; lists are separated by semicolons, as a comma would end the field. */
const listColumns = ["targetAudience", "visualElements"] as const;
const required = ["title", "description", "genre", "targetAudience", "callToAction", "duration"];

export interface BulkReport {
  readonly accepted: number;
  readonly refused: number;
  /** In the order of the file; the header is row 1. */
  readonly rows: readonly BulkRow[];
}

export interface AdFile {
  readonly text: string;
  /** Whose all of its ads are, as staff say; people of a brand submit for their own. */
  readonly brandId?: string | undefined;
}

/**
 * Takes a file of up to 10,000 ads. Good rows are taken, all in one transaction; bad ones are told one by one with
 * what is wrong and nothing of them is kept. A file that is no such file is refused whole.
 */
export async function submitAdFile(
  deps: AdDeps,
  actor: Actor,
  { text, brandId }: AdFile,
): Promise<BulkReport> {
  requirePermission(actor, "ad", "submit");
  if (brandId !== undefined) {
    requirePermission(actor, "ad", "operate");
    if (!(await brandExists(deps.sql, brandId))) throw new AppError("brand_not_found");
  }
  const judged: Judged[] = [];
  for (const [index, record] of readRows(text).entries()) {
    judged.push(await judgeAddress(deps, judge(record, index + 2)));
  }
  const good = judged.flatMap((each) =>
    each.input ? [{ ...each, ad: newAd(actor, each.input, null, brandId) }] : [],
  );
  const receipts = await deps.sql.begin(async (tx) => {
    const taken = [];
    for (let from = 0; from < good.length; from += batchMax) {
      taken.push(
        ...(await insertAds(
          tx,
          good.slice(from, from + batchMax).map(({ ad }) => ad),
        )),
      );
    }
    const after = { accepted: good.length, refused: judged.length - good.length, brandId };
    const requestId = deps.requestId ?? null;
    await writeAudit(tx, {
      actor,
      action: "ad.file_submitted",
      subjectKind: "ad",
      subjectId: "file",
      after,
      requestId,
    });
    return taken;
  });
  const queued = good.map(({ ad }, index) => ({
    adId: ad.id,
    version: 1,
    attempts: 0,
    partition: ad.partition,
    priority: ad.input.priority,
    submittedAtMs: receipts[index]?.submittedAtMs ?? 0,
  }));
  await deps.queue.add(queued).catch(() => undefined);
  const ids = new Map(good.map(({ row, ad }) => [row, toPublicId("ad", ad.id)]));
  const rows = judged.map(({ row, errors }) => {
    const adId = ids.get(row);
    return adId === undefined ? { row, errors } : { row, adId };
  });
  return { accepted: good.length, refused: judged.length - good.length, rows };
}

type CsvRecord = Readonly<Record<string, string>>;

function readRows(text: string): CsvRecord[] {
  let rows: CsvRecord[];
  try {
    rows = parse(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
      to: bulkRowsMax + 1,
    });
  } catch (cause) {
    const details = cause instanceof Error ? cause.message : "The file could not be read.";
    throw new AppError("ad_file_unreadable", { details, cause });
  }
  if (rows.length > bulkRowsMax) {
    throw new AppError("ad_file_unreadable", {
      details: `The file has more than ${bulkRowsMax} rows.`,
    });
  }
  const [first] = rows;
  if (!first)
    throw new AppError("ad_file_unreadable", { details: "The file has no rows below its header." });
  const missing = required.filter((name) => !(name in first));
  if (missing.length > 0) {
    throw new AppError("ad_file_unreadable", {
      details: `The header lacks: ${missing.join(", ")}.`,
    });
  }
  return rows;
}

interface Judged {
  readonly row: number;
  readonly input: AdInput | undefined;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** One after another, so that a file takes turns with others at the resolver; a host is asked about once. */
async function judgeAddress({ judgeWebhook }: AdDeps, judged: Judged): Promise<Judged> {
  const url = judged.input?.webhookUrl;
  if (url === undefined) return judged;
  try {
    await judgeWebhook(url);
    return judged;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { row: judged.row, input: undefined, errors: error.fields ?? [] };
  }
}

function judge(record: CsvRecord, row: number): Judged {
  const lists = Object.fromEntries(
    listColumns.map((name) => [
      name,
      (record[name] ?? "")
        .split(";")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    ]),
  );
  const number = (name: string) => (record[name] ? Number(record[name]) : undefined);
  const parsed = adInputSchema.safeParse({
    ...record,
    ...lists,
    variants: [],
    duration: number("duration"),
    priority: number("priority"),
    webhookUrl: record.webhookUrl || undefined,
  });
  if (parsed.success) return { row, input: parsed.data, errors: [] };
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: path.join("."),
    message,
  }));
  return { row, input: undefined, errors };
}
