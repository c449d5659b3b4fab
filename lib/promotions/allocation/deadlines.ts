// The ends of promotions as a few deadlines, and how many posts each promo server makes until each of them with a
// batch of a given size. Ends so far off that every batch is posted before them bind nobody and are left out.

import type {
  AllocationInput,
  PromoServerInput,
  PromotionInput,
} from "#lib/promotions/allocation/instance.ts";
import { cooldownMs } from "#lib/promotions/allocation/posts.ts";

const deadlinesMax = 32;

export interface Deadlines {
  /** How many there are; 0 when no end can bind. */
  readonly count: number;
  /** The moments, ascending. */
  readonly at: readonly number[];
  /** The deadline of each promotion, `count` for one whose end does not bind. */
  readonly of: Uint8Array;
  /** By promo server: posts until each deadline, a row for every size of batch up to its cap. */
  readonly postsOf: readonly Int32Array[];
}

/** Ends in at most so many groups; the earliest of a group stands for it, so that nobody comes late. */
function grouped(ends: readonly number[]): number[] {
  const distinct = [...new Set(ends)].sort((a, b) => a - b);
  const size = Math.ceil(distinct.length / deadlinesMax);
  return size <= 1 ? distinct : distinct.filter((_, index) => index % size === 0);
}

/** Index of the last deadline at or before the end. Ends are never before the first. */
function deadlineBefore(at: readonly number[], end: number): number {
  let low = 0;
  let high = at.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((at[middle] ?? 0) <= end) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function deadlinesOf(
  { now, posting }: AllocationInput,
  promotions: readonly PromotionInput[],
  servers: readonly PromoServerInput[],
): Deadlines {
  const none = { count: 0, at: [], of: new Uint8Array(promotions.length), postsOf: [] };
  if (now === undefined) return none;
  const pause = (server: PromoServerInput, batch: number) =>
    server.cooldownMs ?? cooldownMs(batch, posting);
  const horizon = servers.reduce(
    (most, server) => Math.max(most, server.cap * pause(server, server.cap)),
    0,
  );
  const binds = (end: number | undefined): end is number =>
    end !== undefined && end < now + horizon;
  const at = grouped(promotions.map(({ endsAt }) => endsAt).filter(binds));
  if (at.length === 0) return none;
  const tables = new Map<string, Int32Array>();
  const postsOf = servers.map((server) => {
    const name = `${server.cap} ${server.cooldownMs ?? ""}`;
    let table = tables.get(name);
    if (!table) {
      table = new Int32Array((server.cap + 1) * at.length);
      for (let batch = 0; batch <= server.cap; batch++) {
        const each = pause(server, batch);
        for (const [k, end] of at.entries())
          table[batch * at.length + k] = Math.max(0, Math.floor((end - now) / each + 1e-9));
      }
      tables.set(name, table);
    }
    return table;
  });
  const of = Uint8Array.from(promotions, ({ endsAt }) =>
    binds(endsAt) ? deadlineBefore(at, endsAt) : at.length,
  );
  return { count: at.length, at, of, postsOf };
}
