import type { ImportState, ImportView, RejectCause } from "#lib/coupons/contract.ts";

export const importWords: Record<ImportState, string> = {
  uploading: "Uploading",
  uploaded: "Waiting to be checked",
  checking: "Checking",
  checked: "Checked",
  committing: "Storing",
  committed: "In the pool",
  failed: "Failed",
  cancelled: "Cancelled",
  undone: "Undone",
};

export const causeWords: Record<RejectCause, string> = {
  duplicate_in_file: "More than once in the file",
  already_in_pool: "Already in this pool",
  already_elsewhere: "Already in another pool of the brand",
  bad_format: "Not printable letters, digits and signs",
  too_long: "Too long",
  empty: "Empty",
};

const failures: Record<string, string> = {
  import_not_text: "The file is not plain UTF-8 text. Export it as CSV and try again.",
  import_too_large: "The file is larger than an import takes. Split it and try again.",
  import_too_many_rows: "The file has more rows than an import takes. Split it and try again.",
  import_field_too_long:
    "A field is longer than an import takes. Check the separator and the column.",
  import_changed: "Some codes came in elsewhere meanwhile. Read the new report and store again.",
};

export function failureWords(error: string | null): string {
  return (
    failures[error ?? ""] ?? "The import stopped on our side. Nothing of it was kept; try it again."
  );
}

export const runningStates: readonly ImportState[] = [
  "uploading",
  "uploaded",
  "checking",
  "committing",
];

/** Share of the running step, or null where it cannot be known. */
export function progressOf(view: ImportView): number | null {
  if (view.rowsTotal === 0) return null;
  if (view.state === "checking") return view.rowsChecked / view.rowsTotal;
  if (view.state === "committing") return view.rowsStored / Math.max(1, view.rowsNew);
  return null;
}
