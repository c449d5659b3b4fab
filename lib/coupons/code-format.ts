import { importLimits, type RejectCause } from "#lib/coupons/contract.ts";

export type ReadCode =
  | { readonly code: string }
  | { readonly cause: Extract<RejectCause, "bad_format" | "too_long" | "empty"> };

/** What a field of an upload is worth. Codes are printable ASCII; inner spaces are kept and do not count. */
export function readCode(raw: string): ReadCode {
  const code = raw.trim();
  if (code === "") return { cause: "empty" };
  if (code.length > importLimits.codeLengthMax) return { cause: "too_long" };
  return /^[\x20-\x7e]+$/.test(code) ? { code } : { cause: "bad_format" };
}

export const causeSentences: Readonly<Record<RejectCause, string>> = {
  duplicate_in_file: "This code stands in the file more than once.",
  already_in_pool: "This code is in this pool already.",
  already_elsewhere: "This code is in another pool of the brand already.",
  bad_format: "Codes are printable letters, digits and signs of ASCII.",
  too_long: `Codes have at most ${importLimits.codeLengthMax} characters.`,
  empty: "The field is empty.",
};

/** One field of a CSV file that no spreadsheet takes for a formula. */
export function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
