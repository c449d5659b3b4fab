import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { forecastBeside, planBeside } from "#lib/promotions/compute-beside.ts";
import { type BookingAsked, forecastOn } from "#lib/promotions/forecast-booking.ts";
import type { NetworkState } from "#lib/promotions/network-instance.ts";
import { planAllocation } from "#lib/promotions/plan-allocation.ts";

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "allocation-"));
  file = join(folder, "allocation-thread.mjs");
  await build({
    entryPoints: ["workers/allocation-thread.ts"],
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
});
afterAll(() => rm(folder, { recursive: true }));

const dayMs = 86_400_000;
/** Larger than one part in every list, so that lists are put together again. */
const state: NetworkState = {
  servers: Array.from({ length: 5_000 }, (_, slot) => ({
    ...{ id: `s${slot}`, slot, platform: "discord" as const, region: slot % 2 ? "EU" : "NA" },
    ...{ language: null, userCount: slot % 700, activityLevel: null, hasPromotionChannel: true },
    ...{ blockedCategories: [], manualWeight: null, batchMax: null, postsPerDayMax: null },
    demo: false,
  })),
  promotions: Array.from({ length: 2_500 }, (_, number) => ({
    ...{ id: `p${number}`, servers: 5, stated: 0, regions: number % 3 ? [] : ["EU"] },
    ...{ languages: [], platforms: [], minUsers: 0, maxUsers: null, category: "" },
    ...{ startsAtMs: 0, endsAtMs: 2 * dayMs, served: 0, age: 0, lastAllocatedAtMs: null },
    ...{ edited: false, demo: false, variants: [`v${number}`] },
  })),
  ...{ placements: [], exposed: [], epoch: 1, nowMs: 1_000, seed: new Uint8Array(32).fill(7) },
  rules: {
    ...{ batchMax: 50, postsPerDayMax: 288, cooldownLeastMinutes: 5, cooldownMostMinutes: 60 },
    messagesBetween: 0,
  },
};

/** How often the process got to do something else meanwhile. */
async function ticksWhile<T>(work: () => Promise<T>): Promise<{ ticks: number; done: T }> {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 1);
  try {
    const done = await work();
    return { ticks, done };
  } finally {
    clearInterval(timer);
  }
}

it("plans on a thread what it plans here, while the process goes on", async () => {
  const beside = await ticksWhile(() => planBeside(state, { file }));
  expect(beside.done).toEqual(planAllocation(state));
  expect(beside.done.added).toHaveLength(12_500);
  expect(beside.ticks).toBeGreaterThan(5);
});

it("holds the process up without a thread: the control", async () => {
  const here = await ticksWhile(() => planBeside(state, { rowsMax: Number.POSITIVE_INFINITY }));
  expect(here.ticks).toBe(0);
});

it("forecasts on a thread what it forecasts here", async () => {
  const { servers, promotions: booked, rules, nowMs } = state;
  const booking: BookingAsked = {
    ...{ servers: 20, regions: ["EU"], languages: [], platforms: [], minUsers: 0, maxUsers: null },
    ...{ startsAt: new Date(dayMs / 2).toISOString(), endsAt: new Date(dayMs).toISOString() },
    category: "",
  };
  const market = { servers, booked, rules, nowMs };
  expect(await forecastBeside(market, booking, { file })).toEqual(forecastOn(market, booking));
});

it("says what went wrong on the thread", async () => {
  const broken = { ...state, servers: [...state.servers, null] } as unknown as NetworkState;
  await expect(planBeside(broken, { file })).rejects.toThrow("the computing failed");
});
