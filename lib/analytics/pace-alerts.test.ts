import { expect, it } from "vitest";
import { dueShare } from "#lib/analytics/burn-down.ts";
import type { PrizePace } from "#lib/analytics/contract.ts";
import { leavesOver, mostLeft, runsOutEarly, soonest } from "#lib/analytics/pace-alerts.ts";
import { openSpans } from "#lib/pacing/open-hours.ts";
import { buildPlan } from "#lib/pacing/plan.ts";

const hour = 3_600_000;

/** A game of 100 hours at its half. */
function prize(change: Partial<PrizePace> = {}): PrizePace {
  return {
    ...{ prizeId: "p", gameId: "g", gameName: "G", brandId: "b", brandName: "B", prizeName: "P" },
    ...{ budget: 100, won: 50, left: 50, planned: 50, runOutMs: null, planEndMs: 99 * hour },
    ...{ startsMs: 0, endsMs: 100 * hour, leftAtEnd: 0, alertLeft: 0.1, ...change },
  };
}

it("warns of the first that runs out well before its plan", () => {
  const now = 50 * hour;
  const early = prize({ runOutMs: 80 * hour });
  const sooner = prize({ runOutMs: 70 * hour });
  const asPlanned = prize({ runOutMs: 98.5 * hour });
  expect(soonest([asPlanned, early, sooner], now)).toBe(sooner);
  expect(runsOutEarly(asPlanned, now)).toBe(false);
  expect(runsOutEarly(early, 100 * hour)).toBe(false);
});

it("warns of what stays over beyond the set share, once there is something to go by", () => {
  const now = 50 * hour;
  const over = prize({ leftAtEnd: 11 });
  expect(leavesOver(over, now)).toBe(true);
  expect(leavesOver(prize({ leftAtEnd: 10 }), now)).toBe(false);
  expect(leavesOver(prize({ leftAtEnd: 11, alertLeft: 0.2 }), now)).toBe(false);
  expect(leavesOver(over, 9 * hour)).toBe(false);
  expect(leavesOver(over, 100 * hour)).toBe(false);
  const small = prize({ budget: 20, leftAtEnd: 10 });
  expect(mostLeft([over, small, prize()], now)).toBe(small);
});

it("holds the plan still while a game is closed", () => {
  // Open for the first and the last of four hours.
  const spans = [
    { from: 0, to: 3600 },
    { from: 10_800, to: 14_400 },
  ];
  const game = {
    ...{ startsMs: 0, endsMs: 4 * hour, pauses: [] },
    plan: buildPlan({ guard: 0 }),
    open: openSpans(spans, 14_400),
  };
  const due = (at: number) => dueShare(game, at * hour, 0);
  expect([0.5, 1, 2, 3, 3.5, 4].map(due)).toEqual([
    ...[0.25, 0.5, 0.5, 0.5, 0.75, 1].map((share) => expect.closeTo(share, 9)),
  ]);
});
