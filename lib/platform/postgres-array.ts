// A Postgres array as text. One text parameter per column costs far less than the driver's array encoder, and works
// without prepared types behind a transaction pooler.

/** Any text; undefined becomes NULL. */
export function quotedArray(values: readonly (string | undefined)[]): string {
  const quoted = values.map((value) =>
    value === undefined ? "NULL" : `"${value.replace(/["\\]/g, "\\$&")}"`,
  );
  return `{${quoted.join(",")}}`;
}
