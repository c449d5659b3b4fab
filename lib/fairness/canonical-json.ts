// RFC 8785 (JSON Canonicalization Scheme): one text for one value, so that a hash over JSON means something.
// Numbers are written as ECMAScript writes them, which is what the RFC asks for.

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

/** Properties sorted by UTF-16 code units, no white space. Undefined properties are left out; NaN, infinities and lone surrogates are refused. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return stringText(value);
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each)).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`JSON has no ${typeof value}.`);
  const record = value as { readonly [name: string]: JsonValue | undefined };
  const members: string[] = [];
  for (const name of Object.keys(record).sort()) {
    const member = record[name];
    if (member !== undefined) members.push(`${stringText(name)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError("JSON has no NaN and no infinity.");
  return value === 0 ? "0" : String(value);
}

function stringText(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new TypeError("A lone surrogate has no UTF-8 form.");
  return JSON.stringify(value);
}
