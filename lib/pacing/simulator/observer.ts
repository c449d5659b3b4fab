// What somebody who sees every play and every win, and knows the plan but not the seed, thinks of the next play of a
// game with winning moments. For the other modes that is the chance itself.

import type { Plan } from "#lib/pacing/plan.ts";
import { planAt } from "#lib/pacing/plan.ts";

export type Observer = {
  /** The chance of a play at `share` of the paced time, as seen from outside. */
  readonly chanceAt: (share: number) => number;
  /** Takes in how that play ended: whether it claimed a moment. */
  readonly saw: (claimed: boolean) => void;
};

const BACKLOG_MAX = 100;
const MEAN_MAX = 60;
const NEGLIGIBLE = 1e-9;

/** Probabilities of 0, 1, 2 … new moments when `mean` are expected. */
function poisson(mean: number): number[] {
  const most = Math.min(80, Math.ceil(mean + 6 * Math.sqrt(mean) + 4));
  const masses = [Math.exp(-mean)];
  for (let i = 1; i <= most; i++) masses.push(((masses[i - 1] ?? 0) * mean) / i);
  return masses;
}

function grown(backlog: readonly number[], mean: number): number[] {
  if (mean > MEAN_MAX) return [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  const masses = poisson(mean);
  const sums = new Array<number>(Math.min(BACKLOG_MAX, backlog.length + masses.length)).fill(0);
  for (const [i, mass] of backlog.entries()) {
    if (mass <= NEGLIGIBLE) continue;
    for (let k = 0; k < masses.length && i + k < sums.length; k++) {
      sums[i + k] = (sums[i + k] ?? 0) + mass * (masses[k] ?? 0);
    }
  }
  return sums;
}

function shrunk(backlog: readonly number[]): number[] {
  const rest = backlog.slice(1);
  const sum = rest.reduce((a, b) => a + b, 0) || 1;
  const scaled = rest.map((mass) => mass / sum);
  while (scaled.length > 1 && (scaled.at(-1) ?? 0) < NEGLIGIBLE) scaled.pop();
  return scaled.length > 0 ? scaled : [1];
}

/** Moments strewn at random over the plan: how many lie unclaimed is a distribution that every play sharpens. */
export function randomObserver(plan: Plan, moments: number): Observer {
  let backlog = [1];
  let before = 0;
  let claimed = 0;
  return {
    chanceAt: (share) => {
      const due = moments * planAt(plan, share);
      backlog = grown(backlog, Math.max(0, due - before));
      before = due;
      return claimed >= moments ? 0 : 1 - (backlog[0] ?? 0);
    },
    saw: (won) => {
      if (won) claimed += 1;
      backlog = won ? shrunk(backlog) : [1];
    },
  };
}

/** One moment in each equal share of the budget: which one is due is known, only not since when. */
export function stratifiedObserver(plan: Plan, moments: number): Observer {
  let claimed = 0;
  let last = { stratum: -1, share: 0 };
  let seen = { stratum: -1, share: 0 };
  return {
    chanceAt: (at) => {
      const y = moments * planAt(plan, at);
      const stratum = Math.min(moments - 1, Math.floor(y));
      const share = y - stratum;
      seen = { stratum, share };
      if (claimed < stratum) return 1;
      if (claimed > stratum) return 0;
      const from = last.stratum === stratum ? last.share : 0;
      return from < 1 ? (share - from) / (1 - from) : 1;
    },
    saw: (won) => {
      if (won) claimed += 1;
      else last = seen;
    },
  };
}
