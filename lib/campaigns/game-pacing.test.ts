import { expect, it } from "vitest";
import { campaignDocSchema, type GameDoc, gameDocSchema } from "#lib/campaigns/contract.ts";
import { diffDocs } from "#lib/campaigns/doc-diff.ts";
import { withFreshIds } from "#lib/campaigns/duplicate-document.ts";
import { pacerConfigOf } from "#lib/campaigns/game-pacing.ts";
import { pacingProblems } from "#lib/campaigns/pacing-checks.ts";
import type { PacingDoc } from "#lib/campaigns/pacing-contract.ts";
import { defaultPacing, withPacing } from "#lib/campaigns/pacing-document.ts";
import { documentFromTemplate, emptyGame, emptyPrize } from "#lib/campaigns/templates.ts";
import { pacedDuration } from "#lib/pacing/open-hours.ts";
import { planAt } from "#lib/pacing/plan.ts";
import { planOf, targetOf } from "#lib/pacing/plan-recipe.ts";

const zone = "Europe/Berlin";
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const hour = 3600;

/** Two days from a Friday midnight, 1,000 and 200 coupons. */
function gameWith(pacing: Partial<PacingDoc> = {}): GameDoc {
  return {
    ...emptyGame(id(1), {
      startsAt: "2026-11-20T00:00:00+01:00",
      endsAt: "2026-11-22T00:00:00+01:00",
    }),
    name: "Reel",
    prizes: [
      { ...emptyPrize(id(2), id(8), null), quantity: 1000, weight: 2, winsPerPlayer: 1 },
      { ...emptyPrize(id(3), id(9), null), quantity: 200 },
    ],
    pacing: { ...defaultPacing, ...pacing },
  };
}

const config = (pacing: Partial<PacingDoc>) => pacerConfigOf(gameWith(pacing), zone);
const errors = (game: GameDoc) =>
  pacingProblems(game, zone).flatMap(({ severity, path, message }) =>
    severity === "error" ? [`${path}: ${message}`] : [],
  );

it("means smooth and even when a document says nothing", () => {
  const { pacing: _, ...old } = gameWith();
  expect(pacerConfigOf(old, zone)).toEqual(config({}));
  expect(config({})).toMatchObject({
    mode: "smooth",
    duration: 48 * hour,
    recipe: {},
    open: [],
    windows: [],
    brands: [
      { budget: 1000, weight: 2, playerCap: 1 },
      { budget: 200, weight: 1, playerCap: 0 },
    ],
  });
  expect(gameDocSchema.parse(old).pacing).toBeUndefined();
});

it.each(["smooth", "moments", "slot", "odds", "hybrid"] as const)(
  "turns the settings of %s into a config that a plan follows from",
  (mode) => {
    const game = gameWith({
      mode,
      odds: 0.125,
      minP: 0.01,
      slotSeconds: 600,
      pMax: 0.5,
      momentShare: 0.25,
      finaleMinutes: 30,
      moments: { ...defaultPacing.moments, lifeSeconds: 90 },
    });
    expect(errors(game)).toEqual([]);
    const made = pacerConfigOf(gameDocSchema.parse(game), zone);
    expect(made).toMatchObject({
      mode,
      odds: 0.125,
      minP: 0.01,
      slotGranularity: 600,
      pMax: 0.5,
      finale: 1800,
      momentLife: 90,
    });
    const plan = planOf(made, { finish: 0.5, draw: () => 0.25 });
    const counts = plan.moments?.map((list) => list.length);
    expect(counts).toEqual({ moments: [1000, 200], hybrid: [250, 50] }[mode as string]);
  },
);

it("opens at hours of the zone, also over a change of the clocks", () => {
  const hours = [{ weekdays: [6, 7], fromMinute: 9 * 60, toMinute: 17 * 60 }];
  const game = {
    ...gameWith({ hours }),
    startsAt: "2026-10-24T00:00:00+02:00",
    endsAt: "2026-10-26T00:00:00+01:00",
  };
  const { open, duration } = pacerConfigOf(game, zone);
  expect(duration).toBe(49 * hour);
  expect(open).toMatchObject([
    { from: 9 * hour, to: 17 * hour },
    { from: 34 * hour, to: 42 * hour },
  ]);
  const never = gameWith({ hours: [{ weekdays: [2], fromMinute: 60, toMinute: 120 }] });
  expect(errors(never)).toEqual([
    "pacing.hours: The game does not run on any of these days and hours.",
  ]);
});

it("lays the plan by hours without closing the game", () => {
  const made = config({
    plan: { ...defaultPacing.plan, kind: "hours" },
    hours: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 600, toMinute: 1200 }],
    closedOutside: false,
  });
  expect(pacedDuration(made)).toBe(48 * hour);
  const plan = targetOf(made);
  expect(planAt(plan, 10 / 48)).toBeLessThan(0.01);
  expect(planAt(plan, 20 / 48)).toBeCloseTo(0.5, 2);
  expect(planAt(plan, 34 / 48)).toBeCloseTo(0.5, 2);
});

it("bends the plan by a drawn curve, an earlier game and an opening pool", () => {
  const drawn = config({
    plan: {
      ...defaultPacing.plan,
      kind: "drawn",
      points: [
        { at: 0, rate: 0 },
        { at: 1, rate: 2 },
      ],
    },
  });
  expect(planAt(targetOf(drawn), 0.5)).toBeCloseTo(0.25, 3);
  const past = config({
    plan: {
      ...defaultPacing.plan,
      kind: "past",
      past: { gameId: id(4), name: "Last week", traffic: [3, 1], phi: 1 },
    },
  });
  expect(planAt(targetOf(past), 0.5)).toBeCloseTo(0.75, 3);
  const opening = config({ opening: { share: 0.2, seconds: hour } });
  expect(planAt(targetOf(opening), 1 / 48)).toBeGreaterThan(0.2);
});

it("refuses limits that cannot be, in words", () => {
  const limit = (per: "slot" | "hour" | "day", min: number, max: number) => ({
    per,
    seconds: 600,
    min,
    max,
  });
  expect(errors(gameWith({ limits: [limit("hour", 20, 30), limit("day", 0, 700)] }))).toEqual([]);
  const cases = [
    [[limit("hour", 30, 0)], /At least 30 per hour over 48 hours takes 1440 prizes/],
    [[limit("day", 0, 500)], /At most 500 per day over 2 days lets out 1000 prizes/],
    [[limit("hour", 0, 25), limit("day", 601, 0)], /At most 25 per hour makes 600 in one day/],
    [[limit("slot", 9, 3)], /At least 9 is more than the most, 3/],
  ] as const;
  for (const [limits, words] of cases) {
    expect(errors(gameWith({ limits: [...limits] })).join()).toMatch(words);
  }
});

it("refuses slots by the million before it lays out any", () => {
  const year = { endsAt: "2027-11-20T00:00:00+01:00" };
  const limits = [{ per: "slot" as const, seconds: 1, min: 0, max: 1 }];
  const startedMs = performance.now();
  const said = errors({ ...gameWith({ limits }), ...year });
  expect(said.join()).toMatch(/limits\.0\.seconds: Slots of 1 s make 31,536,000 in this game/);
  expect(performance.now() - startedMs).toBeLessThan(500);
  expect(
    errors({
      ...gameWith({ limits: [{ ...limits[0], per: "day", seconds: 1, min: 0, max: 900 }] }),
    }),
  ).toEqual([]);
});

it("counts moments by days and asks that they add up", () => {
  const counts = (...each: number[]) => ({
    ...gameWith({
      mode: "moments",
      moments: { ...defaultPacing.moments, draw: "counts", per: "day", counts: each },
    }),
  });
  expect(errors(counts(900, 200)).join()).toMatch(/1100 moments for 1200 prizes/);
  const game = counts(900, 300);
  expect(errors(game)).toEqual([]);
  const { moments } = planOf(pacerConfigOf(game, zone), { finish: 0, draw: () => 0.5 });
  const early = moments?.map((list) => list.filter((t) => t < 24 * hour).length);
  expect((early?.[0] ?? 0) + (early?.[1] ?? 0)).toBe(900);
});

it("takes moments of a file by prize and keeps them through a copy", () => {
  const times = (n: number) => Array.from({ length: n }, (_, i) => i);
  const game = gameWith({
    mode: "moments",
    moments: {
      ...defaultPacing.moments,
      draw: "list",
      list: [
        { prizeId: id(3), times: times(200) },
        { prizeId: id(2), times: times(1000) },
      ],
    },
  });
  expect(errors(game)).toEqual([]);
  const doc = {
    ...documentFromTemplate({
      ...{ template: "blank", name: "X", slug: "x", timeZone: zone, nowMs: 0 },
      newId: () => id(5),
    }),
    games: [game],
  };
  let next = 100;
  const copy = withFreshIds(doc, () => id(next++)).games[0];
  expect(copy && errors(copy)).toEqual([]);
  const short = {
    ...game,
    prizes: game.prizes.map((prize) => ({ ...prize, quantity: prize.quantity + 1 })),
  };
  expect(errors(short).join()).toMatch(/Prize 1 has 1000 moments for 1001 coupons/);
});

it("sees no change in writing the default out, and one path for each field that changes", () => {
  const { pacing: _, ...old } = gameWith();
  const base = documentFromTemplate({
    ...{ template: "blank", name: "X", slug: "x", timeZone: zone, nowMs: 0, newId: () => id(5) },
  });
  const doc = { ...base, games: [old] };
  expect(diffDocs(doc, withPacing(doc))).toEqual([]);
  expect(campaignDocSchema.parse(withPacing(doc))).toEqual(withPacing(doc));
  const changed = { ...doc, games: [gameWith({ odds: 0.1 })] };
  expect(diffDocs(doc, changed).map(({ path }) => path)).toEqual(["games.0.pacing.odds"]);
});
