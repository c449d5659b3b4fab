// A recorded game as a file: {"durationS": n, "budget": n, "brands": [{"budget": n, "weight": n}]?,
// "arrivals": [seconds…], "players": [ids…]?}. What is wrong with a file is said in one line.

import type { PacerBrandInput } from "#lib/pacing/pacer-config.ts";

export type Trace = {
  readonly duration: number;
  readonly brands: readonly PacerBrandInput[];
  readonly times: Float64Array;
  readonly players?: readonly string[];
};

export const TRACE_PLAYS_MAX = 5_000_000;
export const TRACE_BUDGET_MAX = 5_000_000;
const BRANDS_MAX = 100;

/** What is wrong with the input, in one line. */
export class TraceError extends Error {
  override readonly name = "TraceError";
}

type Raw = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function countOf(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw new TraceError(`${name} must be a whole number of coupons.`);
  }
  if (value > TRACE_BUDGET_MAX) throw new TraceError(`${name} is more than ${TRACE_BUDGET_MAX}.`);
  return value;
}

function brandsOf(raw: Raw): PacerBrandInput[] {
  if (raw.brands === undefined) return [{ budget: countOf(raw.budget, "budget") }];
  if (!Array.isArray(raw.brands) || raw.brands.length === 0 || raw.brands.length > BRANDS_MAX) {
    throw new TraceError(`brands must be a list of 1 to ${BRANDS_MAX}.`);
  }
  const brands = raw.brands.map((brand: unknown, i) => {
    if (!isObject(brand)) throw new TraceError(`brands[${i}] must be {"budget", "weight"}.`);
    const weight = brand.weight ?? 1;
    if (typeof weight !== "number" || !(weight > 0) || !Number.isFinite(weight)) {
      throw new TraceError(`brands[${i}].weight must be greater than 0.`);
    }
    return { budget: countOf(brand.budget, `brands[${i}].budget`), weight };
  });
  const sum = brands.reduce((total, { budget }) => total + budget, 0);
  if (raw.budget !== undefined && countOf(raw.budget, "budget") !== sum) {
    throw new TraceError(`budget is ${raw.budget}, but the brands hold ${sum}.`);
  }
  return brands;
}

function timesOf(raw: Raw, duration: number): Float64Array {
  const { arrivals } = raw;
  if (!Array.isArray(arrivals)) throw new TraceError("arrivals must be a list of seconds.");
  if (arrivals.length === 0) throw new TraceError("arrivals is empty.");
  if (arrivals.length > TRACE_PLAYS_MAX) {
    throw new TraceError(
      `arrivals holds ${arrivals.length} plays; ${TRACE_PLAYS_MAX} is the most.`,
    );
  }
  const times = new Float64Array(arrivals.length);
  let last = 0;
  for (const [i, t] of (arrivals as unknown[]).entries()) {
    if (typeof t !== "number" || !Number.isFinite(t)) {
      throw new TraceError(`arrivals[${i}] is not a number.`);
    }
    if (t < 0) throw new TraceError(`arrivals[${i}] is negative.`);
    if (t > duration) throw new TraceError(`arrivals[${i}] lies after durationS.`);
    if (t < last) throw new TraceError(`arrivals[${i}] is earlier than the one before it.`);
    last = t;
    times[i] = t;
  }
  return times;
}

function playersOf(raw: Raw, plays: number): string[] | undefined {
  const { players } = raw;
  if (players === undefined) return undefined;
  if (!Array.isArray(players)) throw new TraceError("players must be a list of ids.");
  if (players.length !== plays) {
    throw new TraceError(`players holds ${players.length} ids for ${plays} arrivals.`);
  }
  return players.map((id: unknown, i) => {
    if (typeof id === "string" || Number.isFinite(id)) return String(id);
    throw new TraceError(`players[${i}] is not an id.`);
  });
}

/** Reads the text of a trace file. Throws TraceError. */
export function parseTrace(text: string): Trace {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new TraceError("the file is not JSON.", { cause });
  }
  if (!isObject(raw)) throw new TraceError("the file must hold one object.");
  const duration = raw.durationS;
  if (typeof duration !== "number" || !(duration > 0) || !Number.isFinite(duration)) {
    throw new TraceError("durationS must be greater than 0.");
  }
  const brands = brandsOf(raw);
  if (!brands.some(({ budget }) => budget > 0)) throw new TraceError("budget is 0.");
  const times = timesOf(raw, duration);
  const players = playersOf(raw, times.length);
  return { duration, brands, times, ...(players && { players }) };
}
