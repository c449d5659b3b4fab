import { expect, it } from "vitest";
import type { GameDoc } from "#lib/campaigns/contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { pressedPacing } from "#lib/rehearsal/press-pacing.ts";
import { prizeDoc } from "#lib/testing/factories.ts";

const prize = prizeDoc({ brandId: crypto.randomUUID(), poolId: null, quantity: 100 });
const bare: GameDoc = {
  ...{ id: crypto.randomUUID(), name: "Reel", slug: "reel", revealSeconds: 10, playsPerPlayer: 1 },
  ...{ startsAt: "2027-03-01T00:00:00Z", endsAt: "2027-03-03T00:00:00Z", playsPerDay: false },
  ...{ winsPerPlayer: 1, whoMayPlay: "anonymous", expectedPlays: 0, prizes: [prize] },
};

/** Two days of ten hours each, with limits and moments; in 20 minutes an opening hour takes one. */
function staged(change: Partial<ReturnType<typeof pacingOf>>): GameDoc {
  const hours = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 480, toMinute: 1080 }];
  return { ...bare, pacing: { ...pacingOf(bare), closedOutside: true, hours, ...change } };
}
const pressed = (game: GameDoc, quantity = 100) =>
  pressedPacing(game, { timeZone: "UTC", durationS: 1_200, quantities: [quantity] });
const hour = 3_600;

it("leaves the closed hours out and keeps every limit, that much sooner", () => {
  const game = staged({
    limits: [
      { per: "hour", seconds: 1, min: 0, max: 8 },
      { per: "day", seconds: 1, min: 5, max: 60 },
      { per: "slot", seconds: 1_800, min: 0, max: 6 },
    ],
    finaleMinutes: 60,
    opening: { share: 0.1, seconds: hour },
  });
  const config = pressed(game);
  expect(config).toMatchObject({ duration: 1_200, open: [], finale: 60 });
  expect(config.recipe.opening).toEqual({ share: 0.1, seconds: 60 });
  const [hours, days, slots] = config.windows;
  // One a minute: the hours before eight and after six are gone.
  expect(hours?.edges.map(Math.round)).toEqual(Array.from({ length: 20 }, (_, n) => 60 * n));
  expect(hours).toMatchObject({ min: 0, max: 8 });
  expect(days).toMatchObject({ edges: [0, 600], min: 5, max: 60 });
  expect(slots?.length).toBeCloseTo(30, 5);
});

it("has listed moments come in their order, and as many as counted", () => {
  const times = [8 * hour, 9 * hour, 24 * hour + 8 * hour];
  const moments = { ...pacingOf(bare).moments, draw: "list" as const };
  const listed = staged({
    mode: "moments",
    moments: { ...moments, list: [{ prizeId: prize.id, times }] },
  });
  expect(pressed(listed).recipe.moments).toEqual({ kind: "list", times: [[0, 60, 600]] });
  const counted = staged({
    mode: "moments",
    moments: { ...moments, draw: "counts", per: "day", counts: [40, 60] },
  });
  expect(pressed(counted).recipe.moments).toEqual({
    kind: "counts",
    counts: [
      { from: 0, to: 600, count: 40 },
      { from: 600, to: 1_200, count: 60 },
    ],
  });
});

it("spreads fewer test codes evenly, under limits that are narrower by as much", () => {
  const game = staged({
    mode: "moments",
    moments: { ...pacingOf(bare).moments, draw: "counts", per: "day", counts: [40, 60] },
    limits: [{ per: "day", seconds: 1, min: 5, max: 60 }],
  });
  const config = pressed(game, 50);
  expect(config.recipe.moments).toEqual({ kind: "stratified" });
  expect(config.windows[0]).toMatchObject({ min: 2, max: 30 });
  expect(config.brands[0]?.budget).toBe(50);
});
