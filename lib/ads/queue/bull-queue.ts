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
 * Takes the first in line with all that is kept of them, as BullMQ does in two calls for each: they were most of what a
 * delivery cost. Between the two calls nothing of a delivery is used here: neither its lock, as the row's lease guards
 * the work, nor its events. What is lost on its way to a process that died waits in its row, and the sweeper adds it.
 */
const takeScript = `
  local jobs = redis.call("ZPOPMIN", KEYS[1], ARGV[1])
  local taken = {}
  for index = 1, #jobs, 2 do
    local job = KEYS[2] .. jobs[index]
    local data = redis.call("HGET", job, "data")
    redis.call("DEL", job, job .. ":logs")
    if data then taken[#taken + 1] = data end
  end
  return taken`;
const takeCommand = "frolicTakeAds";

async function takeMany(worker: Worker<Delivery>, most: number): Promise<Delivery[]> {
  const client = await worker.backend.client;
  // Once per client, as BullMQ defines its own: each time costs a hash of the script.
  if (!(takeCommand in client)) {
    client.defineCommand(takeCommand, { numberOfKeys: 2, lua: takeScript });
  }
  const taken: string[] = await client.runCommand(takeCommand, [
    worker.toKey("prioritized"),
    worker.toKey(""),
    most,
  ]);
  return taken.map((data) => JSON.parse(data));
}

/**
 * Takes deliveries off the queue. The row's lease guards the work, so the queue lets go of an entry as soon as it is
 * handed over.
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
      // BullMQ's own hand takes the first: it tells whether there is any, and whose delay is over joins the line. The
      // rest follows in one call for all of them.
      const first = await worker.getNextJob(token, { block: false });
      if (!first) return [];
      const [, rest] = await Promise.all([
        first.moveToCompleted(null, token, false),
        most > 1 ? takeMany(worker, most - 1) : [],
      ]);
      return [first.data, ...rest];
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close(true)));
      await Promise.all(checks);
    },
  };
}
