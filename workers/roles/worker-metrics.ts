// The figures of a worker process for Prometheus. Labels come from short fixed lists: no game, player or brand is
// one, so the number of series does not grow with use.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Runtime } from "#lib/platform/runtime.ts";
import { readBacklogFigures } from "#lib/plays/backlog-figures.ts";

/** What is read of an allocator whenever somebody asks for the figures. */
export interface WatchedAllocator {
  readonly decided: number;
  readonly partitions: readonly number[];
  readonly health: { readonly isDown: boolean };
}

export interface WorkerMetrics {
  readonly registry: Registry;
  /** Times each batch from the pacer's answer to the commit of decide(). */
  readonly hooks: {
    beforeDecide(batch: DecidedBatch): Promise<void>;
    afterDecide(batch: DecidedBatch): Promise<void>;
  };
  watch(allocator: WatchedAllocator): void;
}

interface DecidedBatch {
  readonly rows: readonly { readonly brand: number }[];
}

const backlogStaleMs = 1_000;

export function createWorkerMetrics({
  database,
  clock,
}: Pick<Runtime, "database" | "clock">): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const decideMs = new Histogram({
    name: "frolic_decide_ms",
    help: "Milliseconds of one decide() transaction, a batch of plays of one game",
    buckets: [2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000],
    registers,
  });
  const batchPlays = new Histogram({
    name: "frolic_decide_batch_plays",
    help: "Plays in one decide() transaction",
    buckets: [1, 4, 16, 64, 256, 1_024],
    registers,
  });
  const startedMs = new WeakMap<DecidedBatch, number>();
  watchBacklog({ database, clock, registers });
  return {
    registry,
    hooks: {
      beforeDecide: async (batch) => {
        startedMs.set(batch, clock.monotonicMs());
      },
      afterDecide: async (batch) => {
        const from = startedMs.get(batch);
        if (from !== undefined) decideMs.observe(clock.monotonicMs() - from);
        batchPlays.observe(batch.rows.length);
      },
    },
    watch: (allocator) => watchAllocator(allocator, registers),
  };
}

function watchAllocator(allocator: WatchedAllocator, registers: Registry[]): void {
  let counted = 0;
  new Counter({
    name: "frolic_plays_decided_total",
    help: "Plays this worker has decided",
    registers,
    collect() {
      this.inc(allocator.decided - counted);
      counted = allocator.decided;
    },
  });
  new Gauge({
    name: "frolic_partition_leases",
    help: "Stream partitions this worker holds",
    registers,
    collect() {
      this.set(allocator.partitions.length);
    },
  });
  new Gauge({
    name: "frolic_pacing_without_redis",
    help: "1 while this worker paces in Postgres because Redis does not take writes",
    registers,
    collect() {
      this.set(allocator.health.isDown ? 1 : 0);
    },
  });
}

/** Asked of Postgres at most once a second, however many scrape. A failed question leaves the figures out. */
function watchBacklog({
  database,
  clock,
  registers,
}: Pick<Runtime, "database" | "clock"> & { readonly registers: Registry[] }): void {
  let askedMs = Number.NEGATIVE_INFINITY;
  let answer: ReturnType<typeof readBacklogFigures> | undefined;
  const read = () => {
    const now = clock.monotonicMs();
    if (!answer || now - askedMs > backlogStaleMs) {
      askedMs = now;
      answer = readBacklogFigures(database.sql);
    }
    return answer;
  };
  const gauge = (name: string, help: string, field: "waiting" | "games") =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const figures = await read().catch(() => undefined);
        if (figures) this.set(figures[field]);
        else this.reset();
      },
    });
  gauge("frolic_plays_waiting", "Plays accepted and not decided, over all games", "waiting");
  gauge("frolic_games_waiting", "Games with plays accepted and not decided", "games");
}

const made = new WeakMap<Runtime, WorkerMetrics>();

/** The process's own figures. */
export function workerMetrics(runtime: Runtime): WorkerMetrics {
  const known = made.get(runtime);
  if (known) return known;
  const metrics = createWorkerMetrics(runtime);
  made.set(runtime, metrics);
  return metrics;
}
