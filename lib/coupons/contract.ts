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

export const couponErrors = {
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
