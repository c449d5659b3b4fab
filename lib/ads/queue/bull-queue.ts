// The queue of ads on BullMQ: four partitions, each a queue of its own, ordered by virtual deadlines. It only delivers.

import { Queue, Worker } from "bullmq";
import { adPartitions } from "#lib/ads/contract.ts";
import { baseAgeMaxS, queuePriority } from "#lib/ads/queue/virtual-deadline.ts";
import type { AdQueue, QueuedAd } from "#lib/ads/queue-port.ts";

/** What a delivery carries: enough to find the row, and which try of which version it is for. */
export interface Delivery {
  readonly adId: string;
  readonly version: number;
}

const name = "ads";
/** A tag of its own, so that a cluster keeps all keys of a partition together. */
const prefixOf = (partition: number) => `{ads-${partition}}`;
const lockMs = 10_000;
const checkMs = 5_000;
/** An entry that is delivered again and again is dropped, and the sweeper adds it anew. */
const deliveriesMax = 5;

interface Connection {
  readonly url: string;
}

/**
 * Where the numbers of BullMQ count from, in Unix seconds: the same for every process. It moves every six days, and what
 * waits then is added once more under the new numbers; the entries under the old ones find their ads taken.
 */
export function baseOf(nowMs: number): number {
  const stepS = baseAgeMaxS / 2;
  return (Math.floor(nowMs / 1_000 / stepS) - 1) * stepS;
}

const connectionOf = ({ url }: Connection) => ({
  url,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  connectTimeout: 2_000,
  // Commands of one moment share a write.
  enableAutoPipelining: true,
  retryStrategy: (attempt: number) => Math.min(100 * attempt, 1_000),
});

export interface BullAdQueue extends AdQueue {
  /** Deliveries that wait, by partition; delayed ones are not among them. */
  waiting(): Promise<number[]>;
  queues(): readonly Queue[];
  close(): Promise<void>;
}

/** Adding the same try of the same version twice adds it once. */
export function openAdQueue(connection: Connection, now: () => number = Date.now): BullAdQueue {
  const queues = Array.from({ length: adPartitions }, (_, partition) => {
    const queue = new Queue<Delivery>(name, {
      connection: connectionOf(connection),
      prefix: prefixOf(partition),
      skipVersionCheck: true,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    });
    // Without a listener a lost connection would end the process; callers see the failed call instead.
    queue.on("error", () => undefined);
    return queue;
  });
  const jobOf = (ad: QueuedAd) => {
    const baseS = baseOf(now());
    return {
      name: "analyse",
      data: { adId: ad.adId, version: ad.version },
      opts: {
        jobId: `${ad.adId}_${ad.version}_${ad.attempts}_${baseS}`,
        priority: queuePriority(ad, baseS),
        ...(ad.delayMs ? { delay: ad.delayMs } : {}),
      },
    };
  };
  return {
    add: async (ads) => {
      const parts = queues.map((queue, partition) => {
        const mine = ads.filter((ad) => ad.partition === partition);
        return mine.length > 0 ? queue.addBulk(mine.map(jobOf)) : undefined;
      });
      await Promise.all(parts);
    },
    waiting: () =>
      Promise.all(queues.map((queue) => queue.getJobCountByTypes("prioritized", "wait"))),
    queues: () => queues,
    close: async () => {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}

export interface AdTaker {
  /** Up to `most` deliveries of a partition, first in line first; each is gone from the queue once taken. */
  take(partition: number, most: number): Promise<Delivery[]>;
  close(): Promise<void>;
}

/**
 * Takes deliveries off the queue. The row's lease guards the work, so the queue lets go of an entry as soon as it is
 * handed over; one that was on its way to a process that died is delivered again after the lock of ten seconds.
 */
export function openAdTaker(connection: Connection, token: string): AdTaker {
  const workers = Array.from({ length: adPartitions }, (_, partition) => {
    const worker = new Worker<Delivery>(name, null, {
      connection: { ...connectionOf(connection), maxRetriesPerRequest: null },
      prefix: prefixOf(partition),
      autorun: false,
      skipVersionCheck: true,
      lockDuration: lockMs,
      stalledInterval: checkMs,
      maxStalledCount: deliveriesMax,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    worker.on("error", () => undefined);
    return worker;
  });
  const checks = workers.map((worker) => worker.startStalledCheckTimer().catch(() => undefined));
  return {
    take: async (partition, most) => {
      const worker = workers[partition];
      if (!worker) return [];
      // One alone tells whether there is any: an idle desk asks often, and an empty queue is to be asked once.
      const next = () => worker.getNextJob(token, { block: false });
      const first = await next();
      if (!first) return [];
      // The rest at once: the calls go out together and are answered together.
      const others = await Promise.all(Array.from({ length: most - 1 }, next));
      const taken = [first, ...others.filter((job) => job !== undefined && job !== null)];
      await Promise.all(taken.map((job) => job.moveToCompleted(null, token, false)));
      return taken.map((job) => job.data);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close(true)));
      await Promise.all(checks);
    },
  };
}
