// What operators see of the queue itself: what BullMQ holds, beside what the rows say. The queue only delivers, so a
// delivery that is removed here loses nothing: the sweeper adds it again while its row waits.

import type { Job, Queue } from "bullmq";
import { z } from "zod";
import { adPartitions } from "#lib/ads/contract.ts";
import {
  type PartitionFacts,
  type QueueJob,
  type QueueState,
  type QueueView,
  queueStates,
} from "#lib/ads/desk-contract.ts";
import type { BullAdQueue, Delivery } from "#lib/ads/queue/bull-queue.ts";
import { countRows, selectRows } from "#lib/ads/queue/store-inspect.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

export interface InspectDeps {
  readonly sql: Sql;
  readonly queue: Pick<BullAdQueue, "queues">;
  readonly logger: Logger;
  readonly requestId?: string | null;
}

const shown = 50;

const viewSchema = z.strictObject({
  partition: z
    .number()
    .int()
    .min(0)
    .max(adPartitions - 1)
    .default(0),
  state: z.enum(queueStates).default("prioritized"),
});

/** Counts of every partition, and the first deliveries of one of them in one state. */
export async function inspectQueue(
  deps: InspectDeps,
  actor: Actor,
  input: z.input<typeof viewSchema>,
): Promise<QueueView> {
  requirePermission(actor, "queue", "read");
  const { partition, state } = viewSchema.parse(input);
  const rows = await countRows(deps.sql, adPartitions);
  const partitionsWith = (held: readonly PartitionFacts["held"][]) =>
    rows.map((row, index): PartitionFacts => {
      return { partition: index, rows: row, held: held[index] ?? noCounts };
    });
  try {
    const queues = deps.queue.queues();
    const held = await Promise.all(queues.map((queue) => countsOf(queue)));
    const jobs = await jobsOf(deps, queues[partition], state);
    return { partition, state, partitions: partitionsWith(held), jobs, isReachable: true };
  } catch (error) {
    // The page is for such moments: the rows are shown, and that the queue does not answer.
    deps.logger.debug({ err: error }, "the queue of ads cannot be looked into");
    return { partition, state, partitions: partitionsWith([]), jobs: [], isReachable: false };
  }
}

const noCounts = Object.fromEntries(
  queueStates.map((state) => [state, 0]),
) as PartitionFacts["held"];

async function countsOf(queue: Queue): Promise<PartitionFacts["held"]> {
  const counts = await queue.getJobCounts(...queueStates);
  return { ...noCounts, ...counts };
}

async function jobsOf(
  { sql }: InspectDeps,
  queue: Queue | undefined,
  state: QueueState,
): Promise<QueueJob[]> {
  if (!queue) return [];
  const jobs: Job<Delivery>[] = (await queue.getJobs([state], 0, shown - 1, true)).filter(Boolean);
  const rows = await selectRows(
    sql,
    jobs.map(({ data }) => data.adId),
  );
  return jobs.map((job) => {
    const row = rows.get(job.data.adId);
    return {
      jobId: job.id ?? "",
      adId: toPublicId("ad", job.data.adId),
      version: job.data.version,
      priority: job.priority,
      addedAt: new Date(job.timestamp).toISOString(),
      dueAt: job.delay > 0 ? new Date(job.timestamp + job.delay).toISOString() : null,
      deliveries: job.attemptsStarted,
      failure: job.failedReason || null,
      title: row?.title ?? null,
      status: row?.status ?? null,
      attempts: row?.attempts ?? null,
      // Another version is in force, or nobody waits for it: it will be dropped when it is delivered.
      isCurrent:
        row?.version === job.data.version && (row.status === "QUEUED" || row.status === "FAILED"),
    };
  });
}

const removeSchema = z.strictObject({
  partition: z
    .number()
    .int()
    .min(0)
    .max(adPartitions - 1),
  jobId: z.string().regex(/^[0-9a-f-]{36}_\d+_\d+_\d+$/),
});

/** Takes one delivery out of the queue. Its ad keeps its place: the sweeper adds it again within seconds if it waits. */
export async function removeDelivery(
  deps: InspectDeps,
  actor: Actor,
  input: z.input<typeof removeSchema>,
): Promise<void> {
  requirePermission(actor, "queue", "remove");
  const { partition, jobId } = removeSchema.parse(input);
  const job = await deps.queue.queues()[partition]?.getJob(jobId);
  if (!job) throw new AppError("not_found");
  await deps.sql.begin((tx) =>
    writeAudit(tx, {
      actor,
      action: "ad_queue.delivery_removed",
      subjectKind: "ad",
      subjectId: job.data.adId,
      after: { partition, jobId },
      requestId: deps.requestId ?? null,
    }),
  );
  await job.remove();
}
