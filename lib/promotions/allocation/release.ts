// Steps 1 and 2: takes over what stands, without what can stand no longer.

import { Assignment } from "#lib/promotions/allocation/assignment.ts";
import type {
  AllocationInput,
  PreviousPlacement,
  RemovedPlacement,
} from "#lib/promotions/allocation/instance.ts";
import { mayCarry, type Problem } from "#lib/promotions/allocation/problem.ts";
import { draw } from "#lib/promotions/allocation/sequence.ts";
import type { Targets } from "#lib/promotions/allocation/targets.ts";

export interface Takeover {
  readonly assignment: Assignment;
  /** Pairs of `previous` that are known and may stand, by promotion, for the diff. */
  readonly before: ReadonlyMap<number, readonly number[]>;
  /** Pairs that fell away on reading. */
  readonly removed: readonly RemovedPlacement[];
  readonly isBuild: boolean;
}

/** Whether a pair must make way although it may stand: its lease is over. */
export type Expired = (promotion: number, promoServer: number, row: PreviousPlacement) => boolean;

/** Gives pairs without a draw index the one that they have in the sequence of their promotion. */
function findIndexes(assignment: Assignment, c: number): void {
  const { table, key } = assignment.problem;
  const from = assignment.start[c] ?? 0;
  const to = from + (assignment.count[c] ?? 0);
  let missing = 0;
  for (let at = from; at < to; at++) if (assignment.index[at] === -1) missing += 1;
  for (let i = 0; i < table.drawsMax && missing > 0; i++) {
    const s = draw(table, key[c] ?? 0, i);
    const at = s < 0 ? -1 : assignment.find(c, s);
    if (at >= 0 && assignment.index[at] === -1) {
      assignment.index[at] = i;
      missing -= 1;
    }
  }
  for (let at = from; at < to; at++)
    if (assignment.index[at] === -1) assignment.index[at] = table.drawsMax;
}

interface Known {
  readonly c: number;
  readonly s: number;
  readonly row: PreviousPlacement;
}

/** The rows of `previous` that may stand, each pair once, and the causes of the others. */
function readRows(problem: Problem, previous: readonly PreviousPlacement[]) {
  const { promotionAt, serverAt } = problem;
  const known: Known[] = [];
  const removed: RemovedPlacement[] = [];
  const before = new Map<number, number[]>();
  for (const row of previous) {
    const { promotionId, serverId } = row;
    const c = promotionAt.get(promotionId) ?? -1;
    const s = serverAt.get(serverId) ?? -1;
    const cause = c < 0 ? "ended" : s < 0 ? "gone" : mayCarry(problem, c, s) ? null : "ineligible";
    if (cause) removed.push({ promotionId, serverId, cause });
    else {
      const pairs = before.get(c);
      if (pairs?.includes(s)) continue;
      if (pairs) pairs.push(s);
      else before.set(c, [s]);
      known.push({ c, s, row });
    }
  }
  return { known, removed, before };
}

/** Reads `previous`: what is gone, ended, outside the audience or expired falls away. */
export function takeOver(problem: Problem, input: AllocationInput, expired?: Expired): Takeover {
  const { previous = [], epoch = 0 } = input;
  const { known, removed, before } = readRows(problem, previous);
  const held = new Int32Array(problem.n.length);
  for (const [c, pairs] of before) held[c] = pairs.length;
  const isBuild = previous.length === 0;
  const assignment = new Assignment(problem, held, isBuild);
  const unindexed = new Set<number>();
  for (const { c, s, row } of known) {
    if (expired?.(c, s, row)) {
      assignment.causes?.set(c * problem.servers.length + s, "lease");
      continue;
    }
    const { drawIndex = -1, sinceEpoch = epoch, posted } = row;
    assignment.add(c, s, drawIndex, sinceEpoch, posted === true);
    if (drawIndex < 0) unindexed.add(c);
  }
  for (const c of unindexed) findIndexes(assignment, c);
  return { assignment, before, removed, isBuild };
}

/** More than n: the pairs latest in the sequence go. */
export function releaseSurplus(assignment: Assignment): void {
  const { n } = assignment.problem;
  for (const [c, most] of n.entries()) {
    while ((assignment.count[c] ?? 0) > most) {
      const from = assignment.start[c] ?? 0;
      let worst = from;
      for (let at = from + 1; at < from + (assignment.count[c] ?? 0); at++)
        if ((assignment.index[at] ?? 0) > (assignment.index[worst] ?? 0)) worst = at;
      assignment.removeAt(c, worst, "surplus");
    }
  }
}

interface Pair {
  readonly c: number;
  readonly index: number;
  readonly deadline: number;
}

/** The pairs of some promo servers, the latest in the sequences first. */
function pairsOn(assignment: Assignment, servers: readonly number[]): Map<number, Pair[]> {
  const lists = new Map<number, Pair[]>(servers.map((s) => [s, []]));
  for (const [c, count] of assignment.count.entries()) {
    const from = assignment.start[c] ?? 0;
    for (let at = from; at < from + count; at++) {
      const index = assignment.index[at] ?? 0;
      const deadline = assignment.deadline[at] ?? 0;
      lists.get(assignment.server[at] ?? -1)?.push({ c, index, deadline });
    }
  }
  for (const list of lists.values()) list.sort((a, b) => b.index - a.index || a.c - b.c);
  return lists;
}

/** Loads far above their target are brought down to the soft bound. Gives the number of pairs released. */
export function releaseOverload(assignment: Assignment, { high, soft }: Targets): number {
  const over = [...assignment.load.keys()].filter(
    (s) => (assignment.load[s] ?? 0) > (high[s] ?? 0),
  );
  if (over.length === 0) return 0;
  let released = 0;
  for (const [s, pairs] of pairsOn(assignment, over)) {
    for (const { c } of pairs) {
      if ((assignment.load[s] ?? 0) <= (soft[s] ?? 0)) break;
      assignment.removeAt(c, assignment.find(c, s), "overload");
      released += 1;
    }
  }
  return released;
}

/**
 * Pairs that cannot be posted before their end make way, those latest in the sequences first. One post of grace keeps
 * a pause that was drawn a little longer from moving anything.
 */
export function releaseLate(assignment: Assignment): void {
  const { count } = assignment.problem.deadlines;
  if (count === 0) return;
  const bound = (s: number) => assignment.bindingDeadline(s, 0, assignment.load[s] ?? 0, 2);
  const behind = [...assignment.load.keys()].filter((s) => bound(s) < count);
  if (behind.length === 0) return;
  for (const [s, pairs] of pairsOn(assignment, behind)) {
    for (let k = bound(s); k < count; k = bound(s)) {
      const at = pairs.findIndex(({ deadline }) => deadline <= k);
      const [late] = at < 0 ? [] : pairs.splice(at, 1);
      if (!late) break;
      assignment.removeAt(late.c, assignment.find(late.c, s), "late");
    }
  }
}
