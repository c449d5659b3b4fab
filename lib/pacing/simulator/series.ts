// The pictures of a simulation: awards over time with their spread, odds over time, and how each brand fared.

import type { SeedRun } from "#lib/pacing/simulator/simulate-many.ts";

export type Band = {
  /** Share of the active time. */
  readonly at: number;
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
};

export type SimulationSeries = {
  /** Coupons given out up to each point, over the seeds. */
  readonly awards: readonly Band[];
  /** Mean share of plays that won within each part; null where nobody played. */
  readonly odds: readonly (number | null)[];
  /** Mean plays within each part. */
  readonly plays: readonly number[];
  /** Mean coupons given out per brand. */
  readonly perBrand: readonly number[];
  /** Share of seeds that gave out the last coupon before nine tenths of the time, and that had any left. */
  readonly ranOutEarly: number;
  readonly leftSome: number;
};

const EARLY = 0.9;

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function partsOf(run: SeedRun, duration: number, parts: number) {
  const plays = new Array<number>(parts).fill(0);
  const wins = new Array<number>(parts).fill(0);
  for (const [i, t] of run.times.entries()) {
    const at = Math.min(parts - 1, Math.floor((t / duration) * parts));
    plays[at] = (plays[at] ?? 0) + 1;
    if ((run.brands[i] ?? -1) >= 0) wins[at] = (wins[at] ?? 0) + 1;
  }
  return { plays, wins };
}

function perBrand(runs: readonly SeedRun[], brands: number): number[] {
  const sums = new Array<number>(brands).fill(0);
  for (const run of runs) {
    for (const brand of run.brands) if (brand >= 0) sums[brand] = (sums[brand] ?? 0) + 1;
  }
  return sums.map((sum) => sum / runs.length);
}

/** `parts` stretches of equal length; `brands` is the number of prize lines. At least one run. */
export function seriesOf(
  runs: readonly SeedRun[],
  { duration, brands, parts }: { duration: number; brands: number; parts: number },
): SimulationSeries {
  const counted = runs.map((run) => partsOf(run, duration, parts));
  const curves = counted.map(({ wins }) => {
    let sum = 0;
    return wins.map((count) => {
      sum += count;
      return sum;
    });
  });
  const indexes = Array.from({ length: parts }, (_, i) => i);
  const mean = (pickOf: (run: (typeof counted)[number]) => number) =>
    counted.reduce((sum, run) => sum + pickOf(run), 0) / runs.length;
  const plays = indexes.map((i) => mean((run) => run.plays[i] ?? 0));
  return {
    awards: indexes.map((i) => {
      const sorted = curves.map((curve) => curve[i] ?? 0).sort((a, b) => a - b);
      return {
        at: (i + 1) / parts,
        p5: quantile(sorted, 0.05),
        p50: quantile(sorted, 0.5),
        p95: quantile(sorted, 0.95),
      };
    }),
    odds: indexes.map((i) => {
      const count = plays[i] ?? 0;
      return count > 0 ? mean((run) => run.wins[i] ?? 0) / count : null;
    }),
    plays,
    perBrand: perBrand(runs, brands),
    ranOutEarly:
      runs.filter(({ measures }) => (measures.exhaustedAt ?? 1) < EARLY).length / runs.length,
    leftSome: runs.filter(({ measures }) => measures.unsold > 0).length / runs.length,
  };
}
