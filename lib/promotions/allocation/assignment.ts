// Which promotion is on which promo server while an allocation is being worked out, with the loads and, where ends
// bind, how many posts are owed by each deadline. Only this file changes them, so they always agree.

import type { RemovalCause } from "#lib/promotions/allocation/instance.ts";
import { mayCarry, type Problem } from "#lib/promotions/allocation/problem.ts";

export class Assignment {
  readonly problem: Problem;
  /** The pairs of promotion c stand from start[c] to start[c] + count[c]. */
  readonly start: Int32Array;
  readonly count: Int32Array;
  readonly server: Int32Array;
  readonly index: Int32Array;
  readonly since: Int32Array;
  /** Deadline of the pair; the number of deadlines when it needs no slot, as it was posted or ends late enough. */
  readonly deadline: Uint8Array;
  readonly load: Int32Array;
  /** By promo server and deadline: posts owed until then. */
  private readonly owed: Int32Array;
  /** Causes of removals by pair, for the diff; undefined in a build, which has nothing to be compared with. */
  private readonly causes: Map<number, RemovalCause> | undefined;

  constructor(problem: Problem, held: Int32Array, isBuild: boolean) {
    const { n, servers, deadlines } = problem;
    this.problem = problem;
    this.start = new Int32Array(n.length + 1);
    for (const [c, most] of n.entries()) {
      this.start[c + 1] = (this.start[c] ?? 0) + Math.max(most, held[c] ?? 0);
    }
    const room = this.start[n.length] ?? 0;
    this.count = new Int32Array(n.length);
    this.server = new Int32Array(room);
    this.index = new Int32Array(room);
    this.since = new Int32Array(room);
    this.deadline = new Uint8Array(room);
    this.load = new Int32Array(servers.length);
    this.owed = new Int32Array(servers.length * deadlines.count);
    this.causes = isBuild ? undefined : new Map();
  }

  /** Position of the pair, or -1. */
  find(c: number, s: number): number {
    const from = this.start[c] ?? 0;
    const to = from + (this.count[c] ?? 0);
    for (let at = from; at < to; at++) if (this.server[at] === s) return at;
    return -1;
  }

  add(c: number, s: number, index: number, since: number, isPosted = false): void {
    const { deadlines } = this.problem;
    const at = (this.start[c] ?? 0) + (this.count[c] ?? 0);
    const deadline = isPosted ? deadlines.count : (deadlines.of[c] ?? 0);
    this.server[at] = s;
    this.index[at] = index;
    this.since[at] = since;
    this.deadline[at] = deadline;
    this.count[c] = (this.count[c] ?? 0) + 1;
    this.load[s] = (this.load[s] ?? 0) + 1;
    this.owe(s, deadline, 1);
  }

  /** Takes the pair at this position away; the last pair of the promotion moves there. */
  removeAt(c: number, at: number, cause: RemovalCause): void {
    const s = this.server[at] ?? 0;
    this.owe(s, this.deadline[at] ?? 0, -1);
    this.load[s] = (this.load[s] ?? 0) - 1;
    const left = (this.count[c] ?? 0) - 1;
    this.count[c] = left;
    const last = (this.start[c] ?? 0) + left;
    this.server[at] = this.server[last] ?? 0;
    this.index[at] = this.index[last] ?? 0;
    this.since[at] = this.since[last] ?? 0;
    this.deadline[at] = this.deadline[last] ?? 0;
    this.note(c, s, cause);
  }

  /** Why the pair is not there any more; the last cause counts. */
  note(c: number, s: number, cause: RemovalCause): void {
    this.causes?.set(c * this.load.length + s, cause);
  }

  causeOf(c: number, s: number): RemovalCause {
    return this.causes?.get(c * this.load.length + s) ?? "surplus";
  }

  /** Puts the pairs of a promotion in the order of its draws. There are few, so that inserting is fastest. */
  sortPairs(c: number): void {
    const from = this.start[c] ?? 0;
    const to = from + (this.count[c] ?? 0);
    for (let next = from + 1; next < to; next++) {
      for (let at = next; at > from && this.isAfter(at - 1, at); at--) this.swap(at - 1, at);
    }
  }

  private isAfter(a: number, b: number): boolean {
    const apart = (this.index[a] ?? 0) - (this.index[b] ?? 0);
    return apart > 0 || (apart === 0 && (this.server[a] ?? 0) > (this.server[b] ?? 0));
  }

  private swap(a: number, b: number): void {
    for (const list of [this.server, this.index, this.since, this.deadline]) {
      const value = list[a] ?? 0;
      list[a] = list[b] ?? 0;
      list[b] = value;
    }
  }

  private owe(s: number, deadline: number, change: number): void {
    const { count } = this.problem.deadlines;
    for (let k = deadline; k < count; k++) {
      const at = s * count + k;
      this.owed[at] = (this.owed[at] ?? 0) + change;
    }
  }

  /**
   * The first deadline, from this one on, until which the promo server could not make one post more with a batch of
   * this size; the number of deadlines when there is none. `grace` posts too many are let pass.
   */
  bindingDeadline(s: number, from: number, batch: number, grace = 0): number {
    const { count, postsOf } = this.problem.deadlines;
    const posts = postsOf[s];
    if (!posts) return count;
    for (let k = from; k < count; k++) {
      const limit = (posts[batch * count + k] ?? 0) + grace;
      if ((this.owed[s * count + k] ?? 0) >= limit) return k;
    }
    return count;
  }

  /** Whether one more placement is posted before its end, and so are those that are there. */
  isInTime(s: number, deadline: number): boolean {
    const { count } = this.problem.deadlines;
    if (count === 0) return true;
    const batch = (this.load[s] ?? 0) + 1;
    return (
      this.bindingDeadline(s, deadline, batch) === count && this.isKeptInTime(s, deadline, batch)
    );
  }

  /** The larger batch is slower: what ends before must still be posted in time. */
  private isKeptInTime(s: number, before: number, batch: number): boolean {
    const { count, postsOf } = this.problem.deadlines;
    for (let k = 0; k < before; k++) {
      const owed = this.owed[s * count + k] ?? 0;
      if (owed > 0 && owed > (postsOf[s]?.[batch * count + k] ?? 0)) return false;
    }
    return true;
  }

  /** A promotion may be put on a promo server that has room below `limit`. */
  canTake(c: number, s: number, limit: number): boolean {
    return (
      (this.load[s] ?? 0) < limit &&
      mayCarry(this.problem, c, s) &&
      this.find(c, s) < 0 &&
      this.isInTime(s, this.problem.deadlines.of[c] ?? 0)
    );
  }
}
