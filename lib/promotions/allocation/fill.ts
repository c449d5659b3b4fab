// Step 3: gives every promotion that is short the next promo servers of its sequence, one at a time in the order of
// how well they have been served, so that a scarcity is shared.

import type { Assignment } from "#lib/promotions/allocation/assignment.ts";
import { nextDraw } from "#lib/promotions/allocation/next-draw.ts";
import { draw, fmixPair } from "#lib/promotions/allocation/sequence.ts";
import type { Targets } from "#lib/promotions/allocation/targets.ts";

/** Sainte-Laguë: what it has had and has, over what it should have had. The smallest is next. */
function serviceOf({ problem, count }: Assignment, c: number): number {
  const had = (problem.served[c] ?? 0) + (count[c] ?? 0) + 0.5;
  return had / ((problem.n[c] ?? 0) * ((problem.age[c] ?? 0) + 1));
}

/** Promotions by service, then by the longest wait, then by hash. A binary heap in flat arrays. */
class Queue {
  private readonly assignment: Assignment;
  private readonly heap: Int32Array;
  private readonly service: Float64Array;
  size = 0;

  constructor(assignment: Assignment, short: readonly number[]) {
    this.assignment = assignment;
    this.heap = new Int32Array(short);
    this.service = new Float64Array(short.length);
    for (const [at, c] of short.entries()) this.service[at] = serviceOf(assignment, c);
    this.size = short.length;
    for (let at = (this.size >> 1) - 1; at >= 0; at--) this.sink(at);
  }

  first(): number {
    return this.heap[0] ?? 0;
  }

  /** The first one was given something: it goes back to its place. */
  requeueFirst(): void {
    this.service[0] = serviceOf(this.assignment, this.first());
    this.sink(0);
  }

  dropFirst(): void {
    this.size -= 1;
    this.swap(0, this.size);
    this.sink(0);
  }

  private isBefore(a: number, b: number): boolean {
    const one = this.service[a] ?? 0;
    const other = this.service[b] ?? 0;
    if (one !== other) return one < other;
    const { lastAt, key } = this.assignment.problem;
    const c = this.heap[a] ?? 0;
    const d = this.heap[b] ?? 0;
    const waited = (lastAt[c] ?? 0) - (lastAt[d] ?? 0);
    if (waited !== 0) return waited < 0;
    const hash = (key[c] ?? 0) - (key[d] ?? 0);
    return hash !== 0 ? hash < 0 : c < d;
  }

  private swap(a: number, b: number): void {
    const c = this.heap[a] ?? 0;
    this.heap[a] = this.heap[b] ?? 0;
    this.heap[b] = c;
    const value = this.service[a] ?? 0;
    this.service[a] = this.service[b] ?? 0;
    this.service[b] = value;
  }

  private sink(start: number): void {
    for (let at = start; ; ) {
      let child = 2 * at + 1;
      if (child >= this.size) return;
      if (child + 1 < this.size && this.isBefore(child + 1, child)) child += 1;
      if (!this.isBefore(child, at)) return;
      this.swap(child, at);
      at = child;
    }
  }
}

/** What one filling remembers: how far each sequence was read, and which classes have no room at all. */
interface Progress {
  readonly assignment: Assignment;
  readonly targets: Targets;
  readonly epoch: number;
  readonly position: Int32Array;
  readonly isClassFull: Uint8Array;
}

function placeByDraw({ assignment, targets, epoch, position }: Progress, c: number): boolean {
  const { table, key } = assignment.problem;
  const i = nextDraw(assignment, targets, c, position[c] ?? 0);
  position[c] = i + 1;
  if (i >= table.drawsMax) return false;
  assignment.add(c, draw(table, key[c] ?? 0, i), i, epoch);
  return true;
}

/** Looks at every promo server: the relatively emptiest, those below their soft bound first. */
function placeByScan({ assignment, targets, epoch, isClassFull }: Progress, c: number): boolean {
  const { problem, load } = assignment;
  const { soft, target } = targets;
  const of = problem.classOf[c] ?? 0;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  let hasRoom = false;
  for (const s of problem.classes[of]?.servers ?? []) {
    const has = load[s] ?? 0;
    if (has >= (problem.cap[s] ?? 0)) continue;
    hasRoom = true;
    const beyond = has < (soft[s] ?? 0) ? 0 : 1e6;
    const tie = (1e-9 * fmixPair(problem.key[c] ?? 0, s)) / 4_294_967_296;
    const value = (has + 1) / Math.max(target[s] ?? 0, 1e-9) + beyond + tie;
    if (value < least && assignment.canTake(c, s, problem.cap[s] ?? 0)) {
      least = value;
      best = s;
    }
  }
  if (!hasRoom) isClassFull[of] = 1;
  if (best < 0) return false;
  assignment.add(c, best, problem.table.drawsMax, epoch);
  return true;
}

/** Promotions that got less than n, in the order in which they were given up. */
export function fill(assignment: Assignment, targets: Targets, epoch: number): number[] {
  const { n, cap, classes, classOf } = assignment.problem;
  const short: number[] = [];
  for (let c = 0; c < n.length; c++) if ((assignment.count[c] ?? 0) < (n[c] ?? 0)) short.push(c);
  const queue = new Queue(assignment, short);
  const progress: Progress = {
    assignment,
    targets,
    epoch,
    position: new Int32Array(n.length),
    isClassFull: new Uint8Array(classes.length),
  };
  let free = cap.reduce((sum, most, s) => sum + Math.max(0, most - (assignment.load[s] ?? 0)), 0);
  const stuck: number[] = [];
  while (queue.size > 0) {
    const c = queue.first();
    const hasRoom = free > 0 && progress.isClassFull[classOf[c] ?? 0] !== 1;
    if (hasRoom && (placeByDraw(progress, c) || placeByScan(progress, c))) {
      free -= 1;
      if ((assignment.count[c] ?? 0) < (n[c] ?? 0)) {
        queue.requeueFirst();
        continue;
      }
    } else stuck.push(c);
    queue.dropFirst();
  }
  return stuck;
}
