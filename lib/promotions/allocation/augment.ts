// Step 4: where a promotion is still short, a chain of moves can make room for it: it takes the place of another one
// on a full promo server, which takes the place of a third, until one finds a free place. When there is no such chain,
// the promo servers that were reached are full with promotions that can go nowhere else: that is the proof.
//
// This is a search for augmenting paths of a maximum flow. Posts owed by a deadline are a chain of edges inside each
// promo server: a placement can make way for another one that ends no later, and for one that ends earlier only as
// far as no deadline in between binds.

import type { Assignment } from "#lib/promotions/allocation/assignment.ts";
import { mayCarry } from "#lib/promotions/allocation/problem.ts";

/** How a place was reached: `promotion` would go there, from promo server `from` (-1: it is the one that is short). */
interface Step {
  readonly promotion: number;
  readonly from: Step | null;
  readonly server: number;
  readonly deadline: number;
}

export interface Augmented {
  readonly paths: number;
  /** Placements that had to move for it. */
  readonly traded: number;
  /** By promo server: placements with a deadline up to this one are closed in; -1: it is open. */
  readonly closedUpTo: Int16Array;
}

/** A chain may pass a promo server and may end at one, but not both: its batch grows only by what ends there. */
function isRevisit({ from, server }: Step): boolean {
  for (let step = from; step; step = step.from) if (step.server === server) return true;
  return false;
}

class Search {
  private readonly assignment: Assignment;
  /** Promotions on each promo server. */
  private readonly on: number[][];
  /** Up to which deadline each was reached in this search, and in the failed ones before. */
  private readonly reached: Int16Array;
  readonly closedUpTo: Int16Array;
  /** By class and deadline: promo servers that this search has not reached yet. */
  private unreached = new Map<number, number[]>();
  private seen = new Set<number>();

  constructor(assignment: Assignment) {
    const { servers } = assignment.problem;
    this.assignment = assignment;
    this.on = servers.map(() => []);
    for (const [c, count] of assignment.count.entries()) {
      const from = assignment.start[c] ?? 0;
      for (let at = from; at < from + count; at++) this.on[assignment.server[at] ?? -1]?.push(c);
    }
    this.closedUpTo = new Int16Array(servers.length).fill(-1);
    this.reached = new Int16Array(servers.length).fill(-1);
  }

  /** A chain that ends at a free place, or null; then what was reached stays closed. */
  find(short: number): Step | null {
    this.reached.set(this.closedUpTo);
    this.unreached = new Map();
    this.seen = new Set([short]);
    const queue: Step[] = [];
    this.expand(short, null, queue);
    for (let head = 0; head < queue.length; head++) {
      const step = queue[head];
      if (!step) break;
      const { server, deadline } = step;
      if (this.isFree(server, deadline) && !isRevisit(step)) return step;
      const before = this.reached[server] ?? -1;
      const upTo = this.displaceableUpTo(server, deadline);
      if (upTo <= before) continue;
      this.reached[server] = upTo;
      for (const c of this.on[server] ?? []) {
        if (this.seen.has(c)) continue;
        const own = this.assignment.deadline[this.assignment.find(c, server)] ?? 0;
        if (own > upTo) continue;
        this.seen.add(c);
        this.expand(c, step, queue);
      }
    }
    this.closedUpTo.set(this.reached);
    return null;
  }

  /** Adds the places that the promotion could go to. */
  private expand(c: number, from: Step | null, queue: Step[]): void {
    const { problem } = this.assignment;
    const deadline = problem.deadlines.of[c] ?? 0;
    const of = problem.classOf[c] ?? 0;
    const name = of * (problem.deadlines.count + 1) + deadline;
    const list = this.unreached.get(name) ?? [...(problem.classes[of]?.servers ?? [])];
    const left: number[] = [];
    for (const server of list) {
      if ((this.reached[server] ?? -1) >= deadline) continue;
      if (this.assignment.find(c, server) >= 0 || !mayCarry(problem, c, server)) left.push(server);
      else queue.push({ promotion: c, from, server, deadline });
    }
    this.unreached.set(name, left);
  }

  private isFree(s: number, deadline: number): boolean {
    const { problem, load } = this.assignment;
    return (load[s] ?? 0) < (problem.cap[s] ?? 0) && this.assignment.isInTime(s, deadline);
  }

  /** Placements up to this deadline can make way for one of `deadline`: the batch stays as large as it is. */
  private displaceableUpTo(s: number, deadline: number): number {
    const batch = this.assignment.load[s] ?? 0;
    return this.assignment.bindingDeadline(s, deadline, batch);
  }

  /** Makes the moves of a chain, the last one first. Gives the number of placements that moved. */
  apply(end: Step, epoch: number): number {
    const { assignment } = this;
    let moved = 0;
    for (let step: Step | null = end; step; step = step.from) {
      const { promotion, from, server } = step;
      if (from) {
        assignment.removeAt(promotion, assignment.find(promotion, from.server), "traded");
        const list = this.on[from.server] ?? [];
        list.splice(list.indexOf(promotion), 1);
        moved += 1;
      }
      assignment.add(promotion, server, assignment.problem.table.drawsMax, epoch);
      this.on[server]?.push(promotion);
    }
    return moved;
  }
}

/** Brings the promotions up to n as far as any allocation could. */
export function augment(
  assignment: Assignment,
  stuck: readonly number[],
  epoch: number,
): Augmented {
  const { n, cap, deadlines } = assignment.problem;
  const free = cap.reduce((sum, most, s) => sum + Math.max(0, most - (assignment.load[s] ?? 0)), 0);
  if (free === 0 || stuck.length === 0) {
    // Nothing is free anywhere: every promo server is closed, and no search is needed to see it.
    const upTo = stuck.length > 0 ? deadlines.count : -1;
    return { paths: 0, traded: 0, closedUpTo: new Int16Array(cap.length).fill(upTo) };
  }
  const search = new Search(assignment);
  let paths = 0;
  let traded = 0;
  for (const c of stuck) {
    while ((assignment.count[c] ?? 0) < (n[c] ?? 0)) {
      const end = search.find(c);
      if (!end) break;
      traded += search.apply(end, epoch);
      paths += 1;
    }
  }
  return { paths, traded, closedUpTo: search.closedUpTo };
}
