// Reads the instance of `npm run allocate` and says what is wrong with it by row and field.

import type {
  AllocationInput,
  PreviousPlacement,
  PromoServerInput,
  PromotionInput,
} from "#lib/promotions/allocation/instance.ts";
import { fmix, slotSpaceFor } from "#lib/promotions/allocation/sequence.ts";

/** Refused with a sentence for the person who wrote the file. */
export class InstanceFileError extends Error {}

export interface AllocateFile {
  readonly input: AllocationInput;
  /** Ids that the file gives as numbers, by their text. */
  readonly numbers: ReadonlyMap<string, number>;
}

const rowsMax = 5_000_000;

function refuse(message: string): never {
  throw new InstanceFileError(message);
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(where: string, value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  return refuse(`${where} is not an object.`);
}

function rowsOf(fields: Fields, name: string): readonly unknown[] {
  const rows = fields[name];
  if (!Array.isArray(rows)) return refuse(`${name} is not a list.`);
  if (rows.length > rowsMax) return refuse(`${name} has more than ${rowsMax} rows.`);
  return rows;
}

function numbersOf(fields: Fields): Map<string, number> {
  const rows = [...rowsOf(fields, "servers"), ...rowsOf(fields, "promotions")];
  const ids = rows.map((row) => (row as { readonly id?: unknown }).id);
  return new Map(ids.flatMap((id) => (typeof id === "number" ? [[String(id), id]] : [])));
}

function idOf(where: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return refuse(`${where} is not an id: text or a number.`);
}

function wholeOf(where: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 2 ** 31 - 1)
    return value;
  return refuse(`${where} must be a whole number of at least 0, not ${JSON.stringify(value)}.`);
}

function weightOf(where: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  return refuse(`${where} must be a number above 0, not ${JSON.stringify(value)}.`);
}

function regionsOf(where: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  return refuse(`${where} is not a list of names.`);
}

/** A stable slot by the id itself, the next free one when it is taken: few ids change when one comes or goes. */
function slotsOf(ids: readonly string[]): Map<string, number> {
  const space = slotSpaceFor(Math.max(0, ids.length - 1));
  const taken = new Uint8Array(space);
  const slots = new Map<string, number>();
  for (const id of [...ids].sort()) {
    let hash = 0;
    for (let i = 0; i < id.length; i++) hash = fmix((hash ^ id.charCodeAt(i)) + i);
    let slot = hash & (space - 1);
    while (taken[slot] === 1) slot = (slot + 1) & (space - 1);
    taken[slot] = 1;
    slots.set(id, slot);
  }
  return slots;
}

function onceEach(name: string, rows: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const [index, { id }] of rows.entries()) {
    if (seen.has(id)) refuse(`${name}[${index}].id: ${id} is there twice.`);
    seen.add(id);
  }
}

function serversOf(fields: Fields): PromoServerInput[] {
  const rows = rowsOf(fields, "servers").map((value, index) => {
    const where = `servers[${index}]`;
    const { id, weight, cap, region } = fieldsOf(where, value);
    if (region !== undefined && region !== null && typeof region !== "string")
      refuse(`${where}.region is not a name.`);
    return {
      id: idOf(`${where}.id`, id),
      weight: weightOf(`${where}.weight`, weight),
      cap: wholeOf(`${where}.cap`, cap),
      region: typeof region === "string" ? region : null,
    };
  });
  onceEach("servers", rows);
  const slots = slotsOf(rows.map(({ id }) => id));
  return rows.map((row) => ({ ...row, slot: slots.get(row.id) ?? 0 }));
}

function promotionsOf(fields: Fields): PromotionInput[] {
  const rows = rowsOf(fields, "promotions").map((value, index) => {
    const where = `promotions[${index}]`;
    const { id, n, regions } = fieldsOf(where, value);
    const asked = regionsOf(`${where}.regions`, regions);
    return {
      id: idOf(`${where}.id`, id),
      n: wholeOf(`${where}.n`, n),
      ...(asked.length > 0 && { audience: { regions: asked } }),
    };
  });
  onceEach("promotions", rows);
  return rows;
}

function previousOf(fields: Fields): PreviousPlacement[] {
  if (fields.previous === undefined || fields.previous === null) return [];
  return rowsOf(fields, "previous").map((value, index) => {
    const where = `previous[${index}]`;
    if (!Array.isArray(value) || value.length !== 2)
      return refuse(`${where} is not a pair [promotion, server].`);
    const [promotion, server] = value;
    return {
      promotionId: idOf(`${where}[0]`, promotion),
      serverId: idOf(`${where}[1]`, server),
    };
  });
}

function seedOf({ seed }: Fields): Uint8Array {
  const isSeed = (typeof seed === "number" && Number.isFinite(seed)) || typeof seed === "string";
  if (!isSeed || seed === "") return refuse("seed must be a number or text.");
  const bytes = new TextEncoder().encode(String(seed));
  return bytes.length <= 64 ? bytes : refuse("seed is longer than 64 bytes.");
}

function jsonOf(file: string, read: (path: string) => string): unknown {
  let text: string;
  try {
    text = read(file);
  } catch (cause) {
    throw new InstanceFileError(`${file} cannot be read.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InstanceFileError(`${file} is not JSON.`, { cause });
  }
}

/** The instance in the file. Throws an InstanceFileError. */
export function parseInstance(file: string, read: (path: string) => string): AllocateFile {
  const value = jsonOf(file, read);
  try {
    const fields = fieldsOf("the instance", value);
    const servers = serversOf(fields);
    const slotSpace = slotSpaceFor(Math.max(0, servers.length - 1));
    const promotions = promotionsOf(fields);
    const previous = previousOf(fields);
    const options = { slotSpace };
    const input = { servers, promotions, previous, seed: seedOf(fields), options };
    return { input, numbers: numbersOf(fields) };
  } catch (error) {
    if (!(error instanceof InstanceFileError)) throw error;
    throw new InstanceFileError(`${file}: ${error.message}`, { cause: error });
  }
}
