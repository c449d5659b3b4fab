import { on } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type MessagePort, Worker } from "node:worker_threads";
import { type SimulationOrder, simulateModes } from "#lib/analytics/simulate-modes.ts";
import type { SimulationMessage } from "#lib/analytics/simulation-contract.ts";
import { AppError } from "#lib/platform/errors.ts";

// A simulation is seconds of computing. It runs on a thread of its own, so that the process answers everybody else
// meanwhile, and ends with the one who asked: a reader that goes away takes the thread along.

/** Where the build puts the thread; every process of the product runs in the product's folder. */
export const builtSimulator = join("dist", "simulator-thread.mjs");

/** At most so many at once in a process: each takes a processor. */
const most = 2;
let running = 0;

async function* hostThread(file: string, order: SimulationOrder, signal: AbortSignal) {
  const worker = new Worker(resolve(/* turbopackIgnore: true */ file), {
    workerData: order,
    resourceLimits: { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 512 },
    // It needs neither the settings of the process nor its flags.
    env: {},
    execArgv: [],
  });
  // A run may take a while, and nobody waits for it any more.
  const stop = () => void worker.terminate();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const [said] of on(worker, "message", { close: ["exit"] })) {
      const message = said as SimulationMessage;
      if (message.kind === "failed") throw new Error(`the simulation failed: ${message.error}`);
      yield message;
      if (message.kind === "done") return;
    }
    if (!signal.aborted) throw new Error("the simulation's thread ended early");
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
}

/** In the process itself, where nothing is built: it steps aside after every run. */
async function* here(order: SimulationOrder, signal: AbortSignal) {
  for (const message of simulateModes(order)) {
    if (signal.aborted) return;
    yield message;
    await setImmediate();
  }
}

/** Every message of a simulation. Aborting the signal, or ending the iteration, stops the computing at once. */
export async function* simulateBeside(
  order: SimulationOrder,
  signal: AbortSignal,
  file: string = builtSimulator,
): AsyncGenerator<SimulationMessage, void> {
  if (running >= most) {
    throw new AppError("rate_limited", {
      details: `${most} simulations are running already. Wait for one to end.`,
    });
  }
  running += 1;
  try {
    yield* existsSync(/* turbopackIgnore: true */ file)
      ? hostThread(file, order, signal)
      : here(order, signal);
  } finally {
    running -= 1;
  }
}

/** The thread's side. */
export function serveSimulation(order: SimulationOrder, port: Pick<MessagePort, "postMessage">) {
  const say = (message: SimulationMessage) => port.postMessage(message);
  try {
    for (const message of simulateModes(order)) say(message);
  } catch (error) {
    say({ kind: "failed", error: error instanceof Error ? error.message : "unknown" });
  }
}
