// A Postgres array as text. One text parameter per column costs far less than the driver's array encoder, and
// works without prepared types behind a transaction pooler. Numbers are written as ECMAScript does: the shortest
// text that reads back as the same double, which is also how Postgres reads them.

/** For values that need no quoting: numbers, UUIDs, lower-case words, hex. */
export function plainArray(values: Iterable<string | number>): string {
  return `{${[...values].join(",")}}`;
}

/** The same with gaps. */
export function nullableArray(values: readonly (string | number | undefined)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

/** Any text; undefined becomes NULL. */
export function quotedArray(values: readonly (string | undefined)[]): string {
  const quoted = values.map((value) =>
    value === undefined ? "NULL" : `"${value.replace(/["\\]/g, "\\$&")}"`,
  );
  return `{${quoted.join(",")}}`;
}
