import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { PACING_MODES } from "#lib/pacing/pacer-config.ts";
import { copyState, startState } from "#lib/pacing/pacer-state.ts";
import { planAt } from "#lib/pacing/plan.ts";
import { type BatchPlay, runBatch } from "#lib/pacing/run-batch.ts";
import { checkInvariants } from "#lib/pacing/simulator/invariants.ts";
import { randomGame } from "#lib/pacing/simulator/random-game.ts";
import { stepPlay } from "#lib/pacing/step.ts";
import { isFullRun } from "#lib/testing/full-run.ts";

// Simulations are bound by the processor, which other test files share.
vi.setConfig({ testTimeout: 60_000 });

const CASES = isFullRun ? 2000 : 210;

describe("for any traffic, clock, plan, brands and caps", () => {
  test(`P1 to P6 and P8 to P10 hold in ${CASES} random games of every mode`, {
    timeout: isFullRun ? 600_000 : 60_000,
  }, () => {
    let rows = 0;
    const games = fc.tuple(fc.constantFrom(...PACING_MODES), fc.integer({ min: 1, max: 2 ** 30 }));
    fc.assert(
      fc.property(games, ([mode, seed]) => {
        const result = checkInvariants(randomGame(seed, isFullRun ? 20_000 : 600, mode));
        rows += result.rows;
        expect(result.broken).toEqual({});
      }),
      // A smaller seed is no simpler game, so there is nothing to shrink to.
      { numRuns: CASES, endOnFailure: true },
    );
    expect(rows).toBeGreaterThan(CASES * 150);
  });

  test("the check has teeth: without the lead bound P5 breaks", () => {
    let beyond = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const { config, plan, plays } = randomGame(seed, 1500, "smooth");
      if (config.windows.length + config.open.length + config.finale > 0) continue;
      // A pacer told twice the look-ahead breaks the bound of the game as configured.
      const looser = { ...config, brands: config.brands.map((b) => ({ ...b, lead: 8 * b.lead })) };
      const state = startState(looser);
      for (const { t, u } of plays) {
        const step = stepPlay(looser, plan, state, { t, u, playerWins: 0 });
        if (step.brand < 0) continue;
        const due = (state.B[step.brand] ?? 0) * planAt(plan, step.t / config.duration);
        const lead = config.brands[step.brand]?.lead ?? 0;
        if ((state.W[step.brand] ?? 0) > due + 2 * lead + 1) beyond += 1;
      }
    }
    expect(beyond).toBeGreaterThan(0);
  });
});

test("the order in which equal arrivals are batched changes nothing", () => {
  const { config, plan, plays } = randomGame(77, 1500);
  const singly = startState(config);
  const rowsSingly = plays.flatMap(
    (
      (memo, wins) => (play: BatchPlay) =>
        runBatch(config, plan, singly, [play], memo, wins)
    )(new Map(), new Map()),
  );
  const together = startState(config);
  const rowsTogether = runBatch(config, plan, together, plays, new Map(), new Map());
  expect(rowsTogether).toEqual(rowsSingly);
  expect(copyState(together)).toEqual(singly);
});
