// A storm: worker processes, Redis and Postgres are killed, stopped and emptied one after the other while plays keep
// coming. Which fault comes when is the seed's choice; when exactly it strikes is the machine's.

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import type { TestRedis } from "#lib/testing/stores.ts";

export interface StormTargets {
  readonly redis: TestRedis;
  /** Starts a worker process. */
  startWorker(): ChildProcess;
  /** Kills Postgres with all its children and starts it again. */
  killPostgres(): Promise<void>;
}

export interface Storm {
  /** Share of the faults that have struck. */
  readonly progress: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Stops after the fault at hand; everything runs again afterwards. */
  stop(): Promise<void>;
  /** Ends the workers. */
  end(): Promise<void>;
}

const workersCount = 3;

/** The chaos plan's shares; its least numbers of losses and Postgres kills are seen to. */
const faultShares = [
  ["worker killed", 0.34],
  ["worker stopped for a while", 0.28],
  ["redis killed", 0.14],
  ["redis lost", 0.08],
  ["redis stopped for a while", 0.06],
  ["postgres killed", 0.1],
] as const;
type Fault = (typeof faultShares)[number][0];
const surely: readonly Fault[] = [
  "postgres killed",
  "redis lost",
  "postgres killed",
  "redis lost",
  "postgres killed",
  "redis lost",
  "postgres killed",
];

/** Workers as under a supervisor: one that ends, whoever ended it, is started again. */
class Crew {
  readonly #start: () => ChildProcess;
  readonly #workers: ChildProcess[] = [];
  #isOver = false;
  restarts = 0;

  constructor(start: () => ChildProcess) {
    this.#start = start;
    for (let at = 0; at < workersCount; at++) this.#launch(at);
  }

  #launch(at: number): void {
    const worker = this.#start();
    this.#workers[at] = worker;
    worker.once("exit", () => {
      if (this.#isOver) return;
      this.restarts += 1;
      setTimeout(() => !this.#isOver && this.#launch(at), 200);
    });
  }

  signal(at: number, signal: NodeJS.Signals): void {
    this.#workers[at]?.kill(signal);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    for (const worker of this.#workers) {
      if (worker.exitCode !== null || worker.signalCode !== null) continue;
      const gone = once(worker, "exit");
      worker.kill("SIGKILL");
      await gone;
    }
  }
}

/**
 * Starts the workers and, when `calm` resolves, a fault every half second or so until `faultsMax` have struck.
 */
export function startStorm(
  targets: StormTargets,
  { seed, faultsMax, calm }: { seed: number; faultsMax: number; calm: () => Promise<unknown> },
): Storm {
  const { redis } = targets;
  const random = seeded(seed);
  const faults: Record<string, number> = {};
  const crew = new Crew(targets.startWorker);
  let isOver = false;

  const pick = (): Fault => {
    let at = random();
    for (const [fault, share] of faultShares) {
      at -= share;
      if (at < 0) return fault;
    }
    return "worker killed";
  };
  const strike = async (fault: Fault) => {
    const at = Math.floor(random() * workersCount);
    if (fault === "worker killed") {
      crew.signal(at, "SIGKILL");
    } else if (fault === "worker stopped for a while") {
      crew.signal(at, "SIGSTOP");
      await delay(2_500);
      crew.signal(at, "SIGCONT");
    } else if (fault === "redis killed" || fault === "redis lost") {
      await redis.kill();
      if (fault === "redis lost") {
        for (const part of ["appendonlydir", "dump.rdb"]) {
          await rm(join(redis.folder, part), { recursive: true, force: true });
        }
      }
      await delay(150 + random() * 400);
      await redis.restart();
    } else if (fault === "redis stopped for a while") {
      redis.process.kill("SIGSTOP");
      await delay(1_500);
      redis.process.kill("SIGCONT");
    } else if (fault === "postgres killed") {
      await targets.killPostgres();
    }
    faults[fault] = (faults[fault] ?? 0) + 1;
  };
  const run = async () => {
    await calm();
    const certain = [...surely];
    // Evenly over the storm: two kills of Postgres in a row are one long one.
    const every = Math.max(2, Math.floor(faultsMax / (surely.length + 1)));
    for (let i = 1; i <= faultsMax && !isOver; i++) {
      await delay(250 + random() * 500);
      await strike((i % every === 0 ? certain.pop() : undefined) ?? pick());
    }
  };
  const running = run();
  return {
    get progress() {
      return Object.values(faults).reduce((sum, n) => sum + n, 0) / faultsMax;
    },
    faults,
    stop: async () => {
      isOver = true;
      await running;
    },
    end: () => crew.end(),
  };
}
