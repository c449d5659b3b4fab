import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";

export const couponStates = [
  "AVAILABLE",
  "RESERVED",
  "ISSUED",
  "REDEEMED",
  "EXPIRED",
  "VOIDED",
] as const;
export type CouponState = (typeof couponStates)[number];

export const importStates = [
  "uploading",
  "uploaded",
  "checking",
  "checked",
  "committing",
  "committed",
  "failed",
  "cancelled",
  "undone",
] as const;
export type ImportState = (typeof importStates)[number];

/** Why a row of an upload is not taken. */
export const rejectCauses = [
  "duplicate_in_file",
  "already_in_pool",
  "already_elsewhere",
  "bad_format",
  "too_long",
  "empty",
] as const;
export type RejectCause = (typeof rejectCauses)[number];

/** An ISO instant as text: what crosses to the browser. */
type Iso = string;

export const importLimits = {
  bytesMax: 256 * 1024 * 1024,
  rowsMax: 2_000_000,
  fieldBytesMax: 512,
  columnsMax: 64,
  /** Longest code that is taken; a longer one is a rejected row, a longer field refuses the file. */
  codeLengthMax: 128,
} as const;

export const poolInputSchema = z.strictObject({
  brandId: z.uuid(),
  name: z.string().trim().min(1).max(80),
  codesExpireAt: z.iso.datetime({ offset: true }).nullable().default(null),
  /** Warn when fewer than this percentage of all loaded codes is available. */
  lowStockShare: z.number().int().min(0).max(100).default(10),
});
export type PoolInput = z.input<typeof poolInputSchema>;

export const importOptionsSchema = z.strictObject({
  delimiter: z.enum([",", ";", "\t", "|"]).default(","),
  hasHeader: z.boolean().default(true),
  /** Which column holds the code, from 0. */
  column: z.number().int().min(0).max(63).default(0),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

export const generateCodesSchema = z.strictObject({
  poolId: z.uuid(),
  pattern: z.string().min(1).max(64),
  count: z.number().int().min(1).max(2_000_000),
});
export type GenerateCodes = z.infer<typeof generateCodesSchema>;

export const redeemSchema = z.strictObject({
  code: z.string().min(1).max(128),
  /** The till's own number: a repeat with the same one answers the same again. */
  reference: z.string().min(1).max(80).optional(),
});
export type Redeem = z.infer<typeof redeemSchema>;

export const rollbackSchema = z.strictObject({ reason: z.string().trim().min(1).max(200) });

export const voidCouponSchema = z.strictObject({
  couponId: z.string().regex(/^\d{1,15}$/),
  /** "return" sets a reserved coupon free again; "void" ends it for good. */
  effect: z.enum(["return", "void"]),
  reason: z.string().trim().min(1).max(200),
});
export type VoidCoupon = z.infer<typeof voidCouponSchema>;

export const showCodeSchema = z.strictObject({
  couponId: z.string().regex(/^\d{1,15}$/),
  reason: z.string().trim().min(1).max(200),
});
export type ShowCode = z.infer<typeof showCodeSchema>;

/** The closed ledger of a pool: loaded is always the sum of the other six. */
export interface PoolLedger {
  readonly loaded: number;
  readonly available: number;
  readonly reserved: number;
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly voided: number;
}

export interface PoolListed extends PoolLedger {
  readonly id: string;
  readonly brandId: string;
  readonly brandName: string;
  readonly name: string;
  readonly codesExpireAt: Iso | null;
  readonly lowStockShare: number;
  readonly lowStock: boolean;
  /** A game that runs or is to come takes its codes here. */
  readonly inUse: boolean;
  readonly archivedAt: Iso | null;
  readonly createdAt: Iso;
}

/** One row of a pool's code table: masked, never the code. */
export interface CouponListed {
  readonly id: string;
  readonly mask: string;
  readonly state: CouponState;
  readonly reservedAt: Iso | null;
  readonly issuedAt: Iso | null;
  readonly redeemedAt: Iso | null;
  readonly expiresAt: Iso | null;
}

export interface CauseReport {
  readonly cause: RejectCause;
  readonly count: number;
  /** Row numbers of the file, the first hundred. */
  readonly rows: readonly number[];
}

export interface ImportView {
  readonly id: string;
  readonly poolId: string;
  readonly fileName: string;
  readonly kind: "csv" | "pattern";
  readonly state: ImportState;
  readonly bytesTotal: number;
  readonly rowsTotal: number;
  readonly rowsChecked: number;
  readonly rowsNew: number;
  readonly rowsRejected: number;
  readonly rowsStored: number;
  readonly report: readonly CauseReport[];
  readonly error: string | null;
  readonly createdAt: Iso;
  readonly committedAt: Iso | null;
  readonly undoneAt: Iso | null;
  /** Committed, and none of its codes has left the pool. */
  readonly undoable: boolean;
}

export interface PatternForecast {
  /** How many different codes the pattern can make. */
  readonly space: number;
  /** Chance that a guess hits one of `count` codes: one in this many. */
  readonly guessOneIn: number;
  /** Expected repeats that generation throws away. */
  readonly expectedRepeats: number;
  readonly problem: string | null;
}

export interface RedeemedCoupon {
  readonly couponId: string;
  readonly state: "REDEEMED" | "ISSUED";
  readonly mask: string;
  readonly prize: string | null;
  readonly redeemedAt: Iso | null;
}

export const couponErrors = {
  pool_in_use: {
    status: 409,
    sentence: "The pool feeds a prize of a campaign that is not over. End or archive that first.",
  },
  pattern_invalid: {
    status: 422,
    sentence: "The pattern cannot make that many codes that nobody can guess.",
  },
  import_malformed: {
    status: 422,
    sentence: "The file is not well-formed CSV. Check its quotes and the chosen delimiter.",
  },
  import_too_many_rows: { status: 413, sentence: "The file has more rows than an import takes." },
  import_field_too_long: {
    status: 422,
    sentence: "A field of the file is longer than an import takes.",
  },
  import_changed: {
    status: 409,
    sentence: "Some codes came in elsewhere meanwhile. Read the new report and commit again.",
  },
  import_not_undoable: {
    status: 409,
    sentence: "Some of these codes have left the pool, so the import stays. Nothing was changed.",
  },
  pool_not_found: { status: 404, sentence: "There is no such coupon pool." },
  import_not_found: { status: 404, sentence: "There is no such import." },
  import_state: { status: 409, sentence: "The import is not in a state that allows this." },
  import_too_large: { status: 413, sentence: "The file is larger than an import takes." },
  import_not_text: {
    status: 422,
    sentence: "The file is not plain UTF-8 text. Export it as CSV and try again.",
  },
  coupon_not_found: { status: 404, sentence: "There is no such coupon." },
  coupon_not_redeemable: { status: 409, sentence: "This coupon cannot be redeemed." },
  coupon_expired: { status: 410, sentence: "This coupon has expired." },
  coupon_not_yet: { status: 409, sentence: "The result of this play is not revealed yet." },
} as const satisfies Record<string, ErrorSpec>;
