// Runs the product's engine over expected traffic, mode by mode. Nothing but computing: a thread runs it.

import type { SimulatedMode, SimulationMessage } from "#lib/analytics/simulation-contract.ts";
import type { PacingMode, PlanDoc } from "#lib/campaigns/pacing-contract.ts";
import { InfeasiblePlanError } from "#lib/pacing/plan-bounds.ts";
import { seriesOf } from "#lib/pacing/simulator/series.ts";
import {
  reportOf,
  type SeedRun,
  type SimulationRequest,
  simulateSeeds,
} from "#lib/pacing/simulator/simulate-many.ts";

export interface SimulationOrder {
  readonly runs: readonly {
    readonly mode: PacingMode;
    /** In words; nothing is run then. */
    readonly refused: string | null;
    readonly request: SimulationRequest;
  }[];
  readonly parts: number;
  /** Goes back as it came, for whoever wants to use it. */
  readonly plan: PlanDoc;
  readonly expectedPlays: number;
}

const nothing = {
  awards: [],
  odds: [],
  plays: [],
  perBrand: [],
  ranOutEarly: 0,
  leftSome: 0,
  unsold: 0,
  fairness: null,
  surePct: 0,
};

/** A message a seed, so that whoever waits sees it move and can stop it between two. */
export function* simulateModes(order: SimulationOrder): Generator<SimulationMessage, void> {
  const runs = order.runs.filter(({ refused }) => refused === null);
  const total = runs.reduce((sum, { request }) => sum + request.seeds, 0);
  let done = 0;
  yield { kind: "progress", done, total };
  for (const { mode, refused, request } of order.runs) {
    if (refused !== null) {
      yield { kind: "mode", mode: { mode, refused, ...nothing } };
      continue;
    }
    const seeds: SeedRun[] = [];
    try {
      for (const run of simulateSeeds(request)) {
        seeds.push(run);
        done += 1;
        yield { kind: "progress", done, total };
      }
    } catch (error) {
      if (!(error instanceof RangeError) && !(error instanceof InfeasiblePlanError)) throw error;
      yield { kind: "mode", mode: { mode, refused: error.message, ...nothing } };
      continue;
    }
    yield { kind: "mode", mode: resultOf(mode, request, seeds, order.parts) };
  }
  yield { kind: "done", plan: order.plan, expectedPlays: order.expectedPlays };
}

function resultOf(
  mode: PacingMode,
  { duration, brands }: SimulationRequest,
  runs: readonly SeedRun[],
  parts: number,
): SimulatedMode {
  const report = reportOf(runs);
  const series = seriesOf(runs, { duration, brands: brands.length, parts });
  return {
    mode,
    refused: null,
    ...series,
    unsold: report.unsold ?? 0,
    fairness: report.fairness,
    surePct: report.surePct ?? 0,
  };
}
