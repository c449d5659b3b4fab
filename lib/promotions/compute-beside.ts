import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type MessagePort, Worker } from "node:worker_threads";
import type { Forecast } from "#lib/promotions/booking-contract.ts";
import { type BookingAsked, forecastOn, type Market } from "#lib/promotions/forecast-booking.ts";
import type { NetworkState } from "#lib/promotions/network-instance.ts";
import { type AllocationPlan, planAllocation } from "#lib/promotions/plan-allocation.ts";

// An allocation of a large network is seconds of computing. It runs on a thread of its own, so that the process renews
// its leases and answers everybody else meanwhile. Rows go over in parts: copying all of them at once would hold the
// process up as long as computing does.

/** Where the build puts the thread; every process of the product runs in the product's folder. */
const builtThread = join("dist", "allocation-thread.mjs");
/** Fewer rows are computed sooner than a thread has started. */
const rowsHereMax = 4_000;
const partRows = 2_000;
/** At most so many at once in a process: each takes a processor. */
const most = 2;

interface Tasks {
  readonly plan: { readonly input: NetworkState; readonly output: AllocationPlan };
  readonly forecast: {
    readonly input: Market & { readonly booking: BookingAsked };
    readonly output: Forecast;
  };
}
type Task = keyof Tasks;

const compute: { readonly [T in Task]: (input: Tasks[T]["input"]) => Tasks[T]["output"] } = {
  plan: planAllocation,
  forecast: ({ booking, ...market }) => forecastOn(market, booking),
};

type Part =
  | { readonly kind: "rows"; readonly field: string; readonly rows: readonly unknown[] }
  | { readonly kind: "rest"; readonly rest: Readonly<Record<string, unknown>> }
  | { readonly kind: "failed"; readonly error: string };

/** The long lists of an object in parts, then the rest of it. */
function* partsOf(value: object): Generator<Part> {
  const rest: Record<string, unknown> = {};
  for (const [field, part] of Object.entries(value) as [string, unknown][]) {
    if (!Array.isArray(part) || part.length <= partRows) {
      rest[field] = part;
      continue;
    }
    for (let from = 0; from < part.length; from += partRows) {
      yield { kind: "rows", field, rows: part.slice(from, from + partRows) };
    }
  }
  yield { kind: "rest", rest };
}

/** Puts the parts together; answers the object once it is whole. */
function collector() {
  const lists: Record<string, unknown[]> = {};
  return (part: Exclude<Part, { kind: "failed" }>): Record<string, unknown> | undefined => {
    if (part.kind === "rest") return { ...part.rest, ...lists };
    const list = lists[part.field] ?? [];
    for (const row of part.rows) list.push(row);
    lists[part.field] = list;
    return undefined;
  };
}

async function onThread<T extends Task>(
  file: string,
  task: T,
  input: Tasks[T]["input"],
): Promise<Tasks[T]["output"]> {
  // It needs neither the settings of the process nor its flags.
  const worker = new Worker(resolve(/* turbopackIgnore: true */ file), {
    ...{ workerData: task, env: {}, execArgv: [] },
    resourceLimits: { maxOldGenerationSizeMb: 2_048 },
  });
  const collect = collector();
  const answer = new Promise<Tasks[T]["output"]>((done, failed) => {
    worker.on("message", (part: Part) => {
      if (part.kind === "failed") return failed(new Error(`the computing failed: ${part.error}`));
      const whole = collect(part);
      // The thread runs the function of this very task.
      if (whole) done(whole as unknown as Tasks[T]["output"]);
    });
    worker.on("error", failed);
    worker.on("exit", () => failed(new Error("the thread of the allocation ended early")));
  });
  const hand = async () => {
    for (const part of partsOf(input)) {
      worker.postMessage(part);
      await setImmediate();
    }
  };
  try {
    const [output] = await Promise.all([answer, hand()]);
    return output;
  } finally {
    await worker.terminate();
  }
}

let running = 0;
const line: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= most) await new Promise<void>((next) => line.push(next));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = line.shift();
    if (next) next();
    else running -= 1;
  }
}

const rowsOf = (input: object) =>
  Object.values(input).reduce<number>(
    (sum, part: unknown) => sum + (Array.isArray(part) ? part.length : 0),
    0,
  );

async function beside<T extends Task>(
  task: T,
  input: Tasks[T]["input"],
  { file = builtThread, rowsMax = rowsHereMax }: BesideOptions,
): Promise<Tasks[T]["output"]> {
  const isHere = rowsOf(input) <= rowsMax || !existsSync(/* turbopackIgnore: true */ file);
  return isHere ? compute[task](input) : inTurn(() => onThread(file, task, input));
}

export interface BesideOptions {
  readonly file?: string;
  /** So many rows are computed in the process itself. */
  readonly rowsMax?: number;
}

/** `planAllocation`, beside the process when the network is large. */
export function planBeside(
  state: NetworkState,
  options: BesideOptions = {},
): Promise<AllocationPlan> {
  return beside("plan", state, options);
}

/** `forecastOn`, beside the process when the network is large. */
export function forecastBeside(
  market: Market,
  booking: BookingAsked,
  options: BesideOptions = {},
): Promise<Forecast> {
  return beside("forecast", { ...market, booking }, options);
}

/** The thread's side: one task, and then it is done. */
export function serveTask(task: Task, port: MessagePort): void {
  const collect = collector();
  port.on("message", (part: Part) => {
    if (part.kind === "failed") return;
    const whole = collect(part);
    if (!whole) return;
    try {
      // The host has put together what this task takes.
      const output = compute[task](whole as never);
      for (const each of partsOf(output)) port.postMessage(each);
    } catch (error) {
      const said = error instanceof Error ? error.message : "unknown";
      port.postMessage({ kind: "failed", error: said } satisfies Part);
    }
  });
}
