// What is booked on the network of a simulated day: as many promotions as the forecast accepts, and more of them with
// the shortfall that it states.

import { forecastOn, type Market } from "#lib/promotions/forecast-booking.ts";
import type { ActiveRow, ServerRow } from "#lib/promotions/store-allocation.ts";

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const dayRules = {
  ...{ batchMax: 50, postsPerDayMax: 288, cooldownLeastMinutes: 5, cooldownMostMinutes: 60 },
  messagesBetween: 0,
} as const;

/** mulberry32: the same day for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function dayServers(count: number, random: () => number): ServerRow[] {
  return Array.from({ length: count }, (_, slot) => ({
    ...{ id: `s${String(slot).padStart(5, "0")}`, slot, platform: "discord", language: "en" },
    region: random() < 0.7 ? "EU" : "NA",
    userCount: Math.floor(random() * 900),
    activityLevel: (["LOW", "MEDIUM", "HIGH"] as const)[Math.floor(random() * 3)] ?? "LOW",
    hasPromotionChannel: random() > 0.1,
    ...{
      blockedCategories: [],
      manualWeight: null,
      batchMax: null,
      postsPerDayMax: null,
      demo: false,
    },
  }));
}

/** Seven of ten run all day, the others in its first or second half; one in ten of the small ones asks for a region. */
function dayPromotion(index: number, random: () => number): ActiveRow {
  const window = random();
  const tier = random();
  const servers =
    tier < 0.1
      ? 10 + Math.floor(random() * 11)
      : tier < 0.7
        ? 3 + Math.floor(random() * 3)
        : 1 + Math.floor(random() * 2);
  return {
    ...{ id: `p${String(index).padStart(6, "0")}`, servers, stated: 0 },
    regions: servers <= 5 && random() < 0.1 ? ["EU"] : [],
    ...{ languages: [], platforms: [], minUsers: 0, maxUsers: null, category: "" },
    startsAtMs: window > 0.85 ? dayMs / 2 : 0,
    endsAtMs: window > 0.7 && window <= 0.85 ? dayMs / 2 : dayMs,
    ...{ served: 0, age: 0, lastAllocatedAtMs: null, edited: false, demo: false },
    variants: ["a", "b"],
  };
}

const asked = (row: ActiveRow) => ({
  ...row,
  startsAt: new Date(row.startsAtMs).toISOString(),
  endsAt: new Date(row.endsAtMs).toISOString(),
});

/** What the next booking would be short of, when everything in `booked` has what it was promised. */
function forecast(servers: readonly ServerRow[], booked: readonly ActiveRow[], row: ActiveRow) {
  const market: Market = { servers, booked, rules: dayRules, nowMs: 0 };
  return forecastOn(market, asked(row));
}

export interface DayMarket {
  readonly promotions: readonly ActiveRow[];
  /** The first so many were booked without a shortfall. */
  readonly carried: number;
  readonly forecasts: number;
}

/**
 * Books one promotion after the other until one is refused, found by halving, because what is accepted together was
 * accepted one by one. The rest, up to `times` as many, is booked with the shortfall that the forecast states.
 */
export function bookDay(
  servers: readonly ServerRow[],
  times: number,
  random: () => number,
): DayMarket {
  const all: ActiveRow[] = [];
  const upTo = (count: number) => {
    while (all.length < count) all.push(dayPromotion(all.length, random));
    return all.slice(0, count);
  };
  let forecasts = 0;
  const isAccepted = (count: number) => {
    forecasts += 1;
    const [row, ...others] = upTo(count).reverse();
    if (!row) return true;
    // What is short of its number without the last one is short with it as well.
    const whole = { ...row, startsAtMs: 0, endsAtMs: dayMs };
    const { shortfall, possible } = forecast(servers, others, row);
    return shortfall === 0 && possible === row.servers && hasRoom(servers, others, whole);
  };
  let low = 0;
  let high = servers.length * 20;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isAccepted(middle)) low = middle;
    else high = middle - 1;
  }
  const booked = upTo(low);
  // Where nothing is left of a kind, nothing is left later on: what is booked only grows.
  const full = new Set<string>();
  for (const row of upTo(Math.round(low * times)).slice(low)) {
    const kind = `${row.startsAtMs} ${row.endsAtMs} ${row.regions.join()}`;
    const wasFull = full.has(kind);
    if (!wasFull) forecasts += 1;
    const stated = wasFull ? row.servers : forecast(servers, booked, row).shortfall;
    if (stated === row.servers) full.add(kind);
    booked.push({ ...row, stated });
  }
  return { promotions: booked, carried: low, forecasts };
}

function hasRoom(
  servers: readonly ServerRow[],
  booked: readonly ActiveRow[],
  row: ActiveRow,
): boolean {
  return forecast(servers, booked, { ...row, servers: 1, regions: [] }).shortfall === 0;
}
