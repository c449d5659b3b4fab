// The input of an allocation as numbers: promotions in the order of their ids, promo servers in the order of their
// slots, everything that the inner loops read in typed arrays.

import {
  type Audience,
  audienceKey,
  isInAudience,
  type PromoServerTraits,
} from "#lib/promotions/allocation/audience.ts";
import { type Deadlines, deadlinesOf } from "#lib/promotions/allocation/deadlines.ts";
import type {
  AllocationInput,
  PromoServerInput,
  PromotionInput,
} from "#lib/promotions/allocation/instance.ts";
import {
  type DrawTable,
  drawTable,
  sequenceKeys,
  slotSpaceFor,
  weightMax,
} from "#lib/promotions/allocation/sequence.ts";

const slotsMax = 2 ** 24;

/** Promotions that ask for the same are one class. */
export interface EligibilityClass {
  /** 1 for each promo server that may carry it; null: all may. */
  readonly may: Uint8Array | null;
  readonly servers: Int32Array;
}

export interface Problem {
  readonly promotions: readonly PromotionInput[];
  readonly servers: readonly PromoServerInput[];
  readonly promotionAt: ReadonlyMap<string, number>;
  readonly serverAt: ReadonlyMap<string, number>;
  readonly n: Int32Array;
  /** Promo servers that may carry it. */
  readonly fits: Int32Array;
  readonly key: Uint32Array;
  readonly served: Float64Array;
  readonly age: Float64Array;
  readonly lastAt: Float64Array;
  readonly classOf: Int32Array;
  readonly classes: readonly EligibilityClass[];
  /** Promo servers that single promotions must not be on. */
  readonly excluded: ReadonlyMap<number, ReadonlySet<number>>;
  readonly weight: Float64Array;
  readonly cap: Int32Array;
  readonly table: DrawTable;
  readonly deadlines: Deadlines;
}

export function mayCarry(problem: Problem, c: number, s: number): boolean {
  const may = problem.classes[problem.classOf[c] ?? 0]?.may;
  if (may && may[s] !== 1) return false;
  return problem.excluded.size === 0 || !problem.excluded.get(c)?.has(s);
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) =>
  a.id < b.id ? -1 : Number(a.id > b.id);

function refuse(message: string): never {
  throw new RangeError(message);
}

function checkServers(servers: readonly PromoServerInput[]): void {
  const slots = new Set<number>();
  for (const { id, slot, weight, cap } of servers) {
    if (!Number.isInteger(slot) || slot < 0 || slot >= slotsMax)
      refuse(`promo server ${id}: the slot must be a whole number from 0 to ${slotsMax - 1}.`);
    if (slots.has(slot)) refuse(`promo server ${id}: another one has slot ${slot}.`);
    if (!(weight > 0 && Number.isFinite(weight)))
      refuse(`promo server ${id}: the weight must be a number above 0.`);
    if (!Number.isInteger(cap) || cap < 0)
      refuse(`promo server ${id}: the cap must be a whole number of at least 0.`);
    slots.add(slot);
  }
}

function checkPromotions(promotions: readonly PromotionInput[]): void {
  for (const { id, n } of promotions) {
    if (!Number.isInteger(n) || n < 0)
      refuse(`promotion ${id}: n must be a whole number of at least 0.`);
  }
}

function indexOf(kind: string, rows: readonly { readonly id: string }[]): Map<string, number> {
  const at = new Map<string, number>();
  for (const [index, { id }] of rows.entries()) {
    if (at.has(id)) refuse(`${kind} ${id} is there twice.`);
    at.set(id, index);
  }
  return at;
}

function classOfAudience(
  audience: Audience | undefined,
  servers: readonly PromoServerTraits[],
): EligibilityClass {
  const all = servers.map((_, index) => index);
  if (!audience) return { may: null, servers: Int32Array.from(all) };
  const may = Uint8Array.from(servers, (traits) => Number(isInAudience(audience, traits)));
  return { may, servers: Int32Array.from(all.filter((s) => may[s] === 1)) };
}

function classesOf(promotions: readonly PromotionInput[], servers: readonly PromoServerTraits[]) {
  const blocked = new Set(servers.flatMap((each) => each.blockedCategories ?? []));
  const classes: EligibilityClass[] = [classOfAudience(undefined, servers)];
  const known = new Map<string, number>([["", 0]]);
  const classOf = new Int32Array(promotions.length);
  for (const [c, { audience }] of promotions.entries()) {
    if (!audience) continue;
    // A category that nobody refuses asks for nothing.
    const asked = blocked.has(audience.category ?? "") ? audience : { ...audience, category: "" };
    const key = audienceKey(asked);
    let found = known.get(key);
    if (found === undefined) {
      found = classes.push(classOfAudience(asked, servers)) - 1;
      known.set(key, found);
    }
    classOf[c] = found;
  }
  return { classes, classOf };
}

function excludedOf(promotions: readonly PromotionInput[], at: ReadonlyMap<string, number>) {
  const excluded = new Map<number, ReadonlySet<number>>();
  for (const [c, { exclude = [] }] of promotions.entries()) {
    const found = exclude.map((id) => at.get(id)).filter((s) => s !== undefined);
    if (found.length > 0) excluded.set(c, new Set(found));
  }
  return excluded;
}

function tableOf(servers: readonly PromoServerInput[], weight: Float64Array, asked?: number) {
  const slotMax = servers.at(-1)?.slot ?? 0;
  const slots = asked ?? slotSpaceFor(slotMax);
  if (slots <= slotMax || (slots & (slots - 1)) !== 0)
    refuse(`slotSpace must be a power of two above every slot, not ${slots}.`);
  return drawTable(
    slots,
    servers.map(({ slot }, s) => ({ slot, weight: weight[s] ?? 0 })),
  );
}

/** Checks and compiles the input. Throws a RangeError that names the row. */
export function problemOf(input: AllocationInput): Problem {
  const { seed, options = {} } = input;
  checkServers(input.servers);
  checkPromotions(input.promotions);
  const promotions = [...input.promotions].sort(byId);
  const servers = [...input.servers].sort((a, b) => a.slot - b.slot);
  const promotionAt = indexOf("promotion", promotions);
  const serverAt = indexOf("promo server", servers);
  const { classes, classOf } = classesOf(promotions, servers);
  const excluded = excludedOf(promotions, serverAt);
  const isRandom = options.strategy === "random";
  const weight = Float64Array.from(servers, (each) =>
    isRandom ? 1 : Math.min(each.weight, weightMax),
  );
  const count = promotions.length;
  const n = new Int32Array(count);
  const fits = new Int32Array(count);
  const served = new Float64Array(count);
  const age = new Float64Array(count);
  const lastAt = new Float64Array(count);
  for (let c = 0; c < count; c++) {
    const each = promotions[c];
    if (!each) continue;
    n[c] = each.n;
    fits[c] = classes[classOf[c] ?? 0]?.servers.length ?? 0;
    served[c] = each.served ?? 0;
    age[c] = each.age ?? 0;
    lastAt[c] = each.lastAllocatedAt ?? 0;
  }
  for (const [c, out] of excluded) {
    const may = classes[classOf[c] ?? 0]?.may;
    for (const s of out) if (!may || may[s] === 1) fits[c] = (fits[c] ?? 0) - 1;
  }
  return {
    promotions,
    servers,
    promotionAt,
    serverAt,
    n,
    fits,
    key: sequenceKeys(seed, promotions),
    served,
    age,
    lastAt,
    classOf,
    classes,
    excluded,
    weight,
    cap: Int32Array.from(servers, (each) => each.cap),
    table: tableOf(servers, weight, options.slotSpace),
    deadlines: deadlinesOf(input, promotions, servers),
  };
}
