export type CsvCell = string | number | null;

/**
 * RFC 4180 text. A cell that a spreadsheet would run as a formula gets an apostrophe in front: names come from
 * people, and the file is opened by others.
 */
export function toCsv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return csvRows([head, ...rows]);
}

/** Rows without a head, for a file that is written piece by piece. */
export function csvRows(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const inert = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
