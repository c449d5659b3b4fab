// What makes the queue expendable: every few seconds the rows are held against it, and what it forgot is added again.

import { adPartitions } from "#lib/ads/contract.ts";
import { stallsMax } from "#lib/ads/queue/backoff.ts";
import { countDue, listDue, listFirstDue, reclaimAds } from "#lib/ads/queue/store-work.ts";
import type { AdQueue } from "#lib/ads/queue-port.ts";
import type { Executor } from "#lib/platform/database.ts";

const pageSize = 2_000;
/** A queue that misses more than deliveries on their way can explain has lost them. */
const missingMax = 1_000;
const firstMin = 200;

export interface SweepQueue extends AdQueue {
  waiting(): Promise<number[]>;
}

export interface Swept {
  readonly reclaimed: number;
  readonly dead: number;
  /** Rows held against the queue once more. */
  readonly addedAgain: number;
}

/**
 * One round, safe beside any number of others: adding twice is adding once. Takes back the ads of silent workers and,
 * where a partition delivers fewer than wait in its rows, adds rows again: all of them where many are missing or `all`
 * asks. A few are always missing, as they are on their way to a worker or from a submission; then it adds the first in
 * line, so that what was lost on its way comes back as soon as its turn comes, and a long line costs no more than a
 * short one.
 */
export async function sweepAds(
  sql: Executor,
  queue: SweepQueue,
  { all = false }: { readonly all?: boolean } = {},
): Promise<Swept> {
  const reclaimed = await reclaimAds(sql, stallsMax);
  const alive = reclaimed.filter(({ isDead }) => !isDead);
  if (alive.length > 0) await queue.add(alive);
  const due = await countDue(sql, adPartitions);
  const waiting = await queue.waiting();
  let addedAgain = 0;
  for (let partition = 0; partition < adPartitions; partition++) {
    const missing = (due[partition] ?? 0) - (waiting[partition] ?? 0);
    if (all || missing > missingMax) addedAgain += await addWaiting(sql, queue, partition);
    else if (missing > 0) addedAgain += await addFirst(sql, queue, partition, 2 * missing);
  }
  return { reclaimed: reclaimed.length, dead: reclaimed.length - alive.length, addedAgain };
}

async function addFirst(
  sql: Executor,
  queue: AdQueue,
  partition: number,
  count: number,
): Promise<number> {
  const first = await listFirstDue(sql, partition, Math.max(count, firstMin));
  if (first.length > 0) await queue.add(first);
  return first.length;
}

async function addWaiting(sql: Executor, queue: AdQueue, partition: number): Promise<number> {
  let added = 0;
  let afterId: string | null = null;
  for (;;) {
    const page = await listDue(sql, partition, afterId, pageSize);
    if (page.length > 0) await queue.add(page);
    added += page.length;
    const last = page.at(-1);
    if (page.length < pageSize || !last) return added;
    afterId = last.adId;
  }
}
