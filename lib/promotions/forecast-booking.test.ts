import { describe, expect, it } from "vitest";
import { type BookingAsked, forecastOn, type Market } from "#lib/promotions/forecast-booking.ts";
import type { ActiveRow, ServerRow } from "#lib/promotions/store-allocation.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23, 9);
const onDay = (day: number) => nowMs + day * dayMs;

/** Two promotions at a time fit on each of ten, five of them in either region. */
const servers = Array.from(
  { length: 10 },
  (_, slot): ServerRow => ({
    ...{ id: `s${slot}`, slot, platform: "discord", region: slot < 5 ? "EU" : "NA" },
    ...{ language: null, userCount: null, activityLevel: null, hasPromotionChannel: true },
    ...{ blockedCategories: [], manualWeight: null, batchMax: 2, postsPerDayMax: null },
    demo: false,
  }),
);

function booked(id: string, from: number, to: number, given: Partial<ActiveRow> = {}): ActiveRow {
  return {
    ...{ id, servers: 10, stated: 0, regions: [], languages: [], platforms: [], minUsers: 0 },
    ...{ maxUsers: null, category: "", startsAtMs: onDay(from), endsAtMs: onDay(to), served: 0 },
    ...{ age: 0, lastAllocatedAtMs: null, edited: false, demo: false, variants: [`${id}a`] },
    ...given,
  };
}

function ask(from: number, to: number, given: Partial<BookingAsked> = {}): BookingAsked {
  return {
    ...{ servers: 5, regions: [], languages: [], platforms: [], minUsers: 0, maxUsers: null },
    ...{ startsAt: new Date(onDay(from)).toISOString(), endsAt: new Date(onDay(to)).toISOString() },
    category: "",
    ...given,
  };
}

function market(rows: readonly ActiveRow[]): Market {
  return {
    ...{ servers, booked: rows, nowMs },
    rules: {
      ...{ batchMax: 50, postsPerDayMax: 288, cooldownLeastMinutes: 5, cooldownMostMinutes: 60 },
      messagesBetween: 0,
    },
  };
}

const fullOnOneDay = [
  booked("a", 0, 20),
  // The second place of each but three is taken on the fourth day alone.
  booked("b", 3, 4, { servers: 7 }),
];

describe("a window that is full on one of its days", () => {
  it("is refused with that day and what can be had of it", () => {
    const forecast = forecastOn(market(fullOnOneDay), ask(0, 10));
    expect(forecast).toMatchObject({ possible: 3, shortfall: 2, binding: "posts" });
    expect(forecast.sentence).toMatch(
      /^10 promo servers fit, but on 26 Nov \(UTC\) .*: 3 of 5 can be had\. .*Choose dates without it/,
    );
  });

  it("is named too when it is the first day, and the others have room", () => {
    const forecast = forecastOn(market(fullOnOneDay), ask(3.5, 10));
    expect(forecast).toMatchObject({ possible: 3, shortfall: 2 });
    expect(forecast.sentence).toContain("on 26 Nov (UTC)");
  });

  it("is had in full beside that day", () => {
    for (const dates of [ask(0, 3), ask(4, 20)]) {
      expect(forecastOn(market(fullOnOneDay), dates)).toMatchObject({ shortfall: 0 });
    }
  });

  it("is not named when all of it is full", () => {
    const forecast = forecastOn(market([booked("a", 0, 20), booked("b", 0, 20)]), ask(1, 10));
    expect(forecast).toMatchObject({ possible: 0, binding: "posts" });
    expect(forecast.sentence).toContain("their posts within these dates are booked: 0 of 5");
  });
});

it("looks at the moments that its own promo servers are full at, not at the busiest of the network", () => {
  const elsewhere = [1, 2, 3, 4, 5].map((day) =>
    booked(`na${day}`, day, day + 1, { servers: 5, regions: ["NA"], stated: 0 }),
  );
  const here = [booked("eu1", 8, 9, { servers: 5, regions: ["EU"] })];
  const twice = [...here, booked("eu2", 8, 9, { servers: 4, regions: ["EU"] })];
  const more = [1, 2, 3, 4, 5].map((day) =>
    booked(`more${day}`, day, day + 1, { servers: 5, regions: ["NA"] }),
  );
  const forecast = forecastOn(
    market([...elsewhere, ...more, ...twice]),
    ask(0, 10, { regions: ["EU"] }),
  );
  expect(forecast).toMatchObject({ possible: 1, shortfall: 4 });
  expect(forecast.sentence).toContain("on 1 Dec (UTC)");
});
