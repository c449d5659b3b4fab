// Step 5: promo servers with far too few placements are filled up to their target from those with the most, within a
// budget of moves. A donor never goes below its own target.

import type { Assignment } from "#lib/promotions/allocation/assignment.ts";
import { draw } from "#lib/promotions/allocation/sequence.ts";
import { goalOf, type Targets } from "#lib/promotions/allocation/targets.ts";

interface Balancing {
  readonly assignment: Assignment;
  readonly targets: Targets;
  readonly epoch: number;
  readonly isUnder: Uint8Array;
  budget: number;
  moved: number;
}

interface Candidate {
  readonly index: number;
  readonly c: number;
  readonly s: number;
}

/** Promotions whose sequence meets a promo server with too few before the worst one that they are on. */
function candidates({ assignment, isUnder }: Balancing): Candidate[] {
  const { table, key } = assignment.problem;
  const found: Candidate[] = [];
  for (const [c, count] of assignment.count.entries()) {
    const from = assignment.start[c] ?? 0;
    let worst = -1;
    for (let at = from; at < from + count; at++) worst = Math.max(worst, assignment.index[at] ?? 0);
    const own = key[c] ?? 0;
    for (let index = 0; index < worst; index++) {
      const s = draw(table, own, index);
      if (s >= 0 && isUnder[s] === 1) found.push({ index, c, s });
    }
  }
  return found.sort(
    (a, b) => a.index - b.index || (key[a.c] ?? 0) - (key[b.c] ?? 0) || a.c - b.c || a.s - b.s,
  );
}

/** The relatively fullest promo server of the promotion that is above `ratio` and its target; a position or -1. */
function donorOf(balancing: Balancing, c: number, ratio: number, after: number): number {
  const { assignment, targets, isUnder } = balancing;
  const from = assignment.start[c] ?? 0;
  const to = from + (assignment.count[c] ?? 0);
  let best = -1;
  let most = ratio;
  for (let at = from; at < to; at++) {
    const s = assignment.server[at] ?? 0;
    const load = assignment.load[s] ?? 0;
    const target = targets.target[s] ?? 0;
    if (isUnder[s] === 1 || load <= target || (assignment.index[at] ?? 0) <= after) continue;
    if (load / target > most) {
      most = load / target;
      best = at;
    }
  }
  return best;
}

function move(balancing: Balancing, c: number, at: number, s: number, index: number): void {
  balancing.assignment.removeAt(c, at, "balance");
  balancing.assignment.add(c, s, index, balancing.epoch);
  balancing.budget -= 1;
  balancing.moved += 1;
}

function byIndex(balancing: Balancing): void {
  const { assignment, targets } = balancing;
  for (const { index, c, s } of candidates(balancing)) {
    if (balancing.budget <= 0) return;
    const goal = goalOf(targets, s);
    if ((assignment.load[s] ?? 0) >= goal || !assignment.canTake(c, s, goal)) continue;
    const at = donorOf(balancing, c, 0, index);
    if (at >= 0) move(balancing, c, at, s, index);
  }
}

/**
 * Any promotion that may be there and has a donor, beginning with another one for each promo server. Donors only get
 * emptier, so a promotion without one is not asked again.
 */
function byLoad(balancing: Balancing, under: readonly number[], ratio: number): void {
  const { assignment, targets } = balancing;
  const { problem, load } = assignment;
  let pool = Array.from(problem.n.keys()).filter((c) => donorOf(balancing, c, ratio, -1) >= 0);
  for (const s of under) {
    const goal = goalOf(targets, s);
    const first = Math.imul(s + 1, 0x9e3779b1) >>> 0;
    const spent = new Set<number>();
    for (let i = 0; i < pool.length && balancing.budget > 0 && (load[s] ?? 0) < goal; i++) {
      const c = pool[(first + i) % pool.length] ?? 0;
      const at = donorOf(balancing, c, ratio, -1);
      if (at < 0) spent.add(c);
      else if (assignment.canTake(c, s, goal)) move(balancing, c, at, s, problem.table.drawsMax);
    }
    if (spent.size > pool.length / 8) pool = pool.filter((c) => !spent.has(c));
  }
}

/** Gives the number of placements that moved. */
export function balance(
  assignment: Assignment,
  targets: Targets,
  limits: { readonly low: (s: number) => number; readonly budget: number; readonly epoch: number },
): number {
  const { load } = assignment;
  const under = [...load.keys()].filter((s) => (load[s] ?? 0) < limits.low(s));
  if (under.length === 0 || limits.budget <= 0) return 0;
  const isUnder = new Uint8Array(load.length);
  for (const s of under) isUnder[s] = 1;
  const { budget, epoch } = limits;
  const balancing: Balancing = { assignment, targets, epoch, isUnder, budget, moved: 0 };
  byIndex(balancing);
  for (const ratio of [1 + targets.eps / 2, 1]) byLoad(balancing, under, ratio);
  return balancing.moved;
}
