// Steps 1 and 2: takes over what stands, without what can stand no longer.

import { Assignment } from "#lib/promotions/allocation/assignment.ts";
import type {
  AllocationInput,
  PreviousPlacement,
  RemovedPlacement,
} from "#lib/promotions/allocation/instance.ts";
import { nextDraw } from "#lib/promotions/allocation/next-draw.ts";
import { Pairs } from "#lib/promotions/allocation/pairs.ts";
import { mayCarry, type Problem } from "#lib/promotions/allocation/problem.ts";
import { draw } from "#lib/promotions/allocation/sequence.ts";
import type { Targets } from "#lib/promotions/allocation/targets.ts";

export interface Takeover {
  readonly assignment: Assignment;
  /** Pairs of `previous` that may stand, for the diff. */
  readonly before: Pairs;
  /** Pairs that fell away on reading. */
  readonly removed: readonly RemovedPlacement[];
  readonly isBuild: boolean;
}

/** Whether a pair must make way although it may stand: its lease is over. */
export type Expired = (promoServer: number, row: PreviousPlacement) => boolean;

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

interface Rows {
  /** Indexes by row; -1 in `s` for a row that may not stand. */
  readonly c: Int32Array;
  readonly s: Int32Array;
  readonly held: Int32Array;
  readonly removed: readonly RemovedPlacement[];
}

/** Which rows of `previous` may stand, and the causes of the others. */
function readRows(problem: Problem, previous: readonly PreviousPlacement[]): Rows {
  const { promotionAt, serverAt } = problem;
  const rowC = new Int32Array(previous.length);
  const rowS = new Int32Array(previous.length);
  const held = new Int32Array(problem.n.length);
  const removed: RemovedPlacement[] = [];
  let last = "";
  let c = -1;
  for (let row = 0; row < previous.length; row++) {
    const { promotionId = "", serverId = "" } = previous[row] ?? {};
    // Rows mostly come by promotion.
    if (promotionId !== last || row === 0) c = promotionAt.get(promotionId) ?? -1;
    last = promotionId;
    const s = serverAt.get(serverId) ?? -1;
    rowC[row] = c;
    rowS[row] = s;
    const cause = c < 0 ? "ended" : s < 0 ? "gone" : mayCarry(problem, c, s) ? null : "ineligible";
    if (cause === null) held[c] = (held[c] ?? 0) + 1;
    else {
      rowS[row] = -1;
      removed.push({ promotionId, serverId, cause });
    }
  }
  return { c: rowC, s: rowS, held, removed };
}

/** Reads `previous`: what is gone, ended, outside the audience or expired falls away. */
export function takeOver(problem: Problem, input: AllocationInput, expired?: Expired): Takeover {
  const { previous = [], epoch = 0 } = input;
  const rows = readRows(problem, previous);
  const isBuild = previous.length === 0;
  const assignment = new Assignment(problem, rows.held, isBuild);
  const before = new Pairs(rows.held);
  const unindexed = new Set<number>();
  for (let row = 0; row < previous.length; row++) {
    const each = previous[row];
    const c = rows.c[row] ?? 0;
    const s = rows.s[row] ?? -1;
    if (!each || s < 0 || before.has(c, s)) continue;
    before.add(c, s);
    if (expired?.(s, each)) {
      assignment.note(c, s, "lease");
      continue;
    }
    const { drawIndex = -1, sinceEpoch = epoch, posted } = each;
    assignment.add(c, s, drawIndex, sinceEpoch, posted === true);
    if (drawIndex < 0) unindexed.add(c);
  }
  for (const c of unindexed) findIndexes(assignment, c);
  return { assignment, before, removed: rows.removed, isBuild };
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

/** Some load is far above its target, as nothing else was left for some promotion. */
export function isOverloaded({ load }: Assignment, { high }: Targets): boolean {
  return load.some((has, s) => has > (high[s] ?? 0));
}

/**
 * Loads far above their target are brought down to the soft bound, as far as their promotions find another place;
 * those above the cap in any case. Gives the number of pairs taken away.
 */
export function releaseOverload(assignment: Assignment, targets: Targets, epoch: number): number {
  const { high, soft } = targets;
  const { load, problem } = assignment;
  const over = [...load.keys()].filter((s) => (load[s] ?? 0) > (high[s] ?? 0));
  if (over.length === 0) return 0;
  let released = 0;
  for (const [s, pairs] of pairsOn(assignment, over)) {
    for (const { c } of pairs) {
      if ((load[s] ?? 0) <= (soft[s] ?? 0)) break;
      const i = nextDraw(assignment, targets, c, 0);
      const isElsewhere = i < problem.table.drawsMax;
      if (!isElsewhere && (load[s] ?? 0) <= (problem.cap[s] ?? 0)) continue;
      assignment.removeAt(c, assignment.find(c, s), "overload");
      if (isElsewhere) assignment.add(c, draw(problem.table, problem.key[c] ?? 0, i), i, epoch);
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
