import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { type MessagePort, Worker } from "node:worker_threads";
import { AnalysisFailure } from "#lib/ads/analysis/analyser.ts";
import type { AdAnalysis } from "#lib/ads/analysis/analysis.ts";
import type { PolicyPhrase } from "#lib/ads/analysis/wording.ts";
import type { AdInput } from "#lib/ads/contract.ts";

// Reading a text is milliseconds of computing, and a hostile text may make it more. It runs on threads, so that the
// process answers everybody else meanwhile, and a thread that takes too long is ended and another takes its place.

/** Where the build puts the thread; every process of the product runs in the product's folder. */
const builtThread = join("dist", "ads-thread.mjs");
const limitMs = 5_000;

export interface ThreadOrder {
  readonly input: AdInput;
  readonly policy: readonly PolicyPhrase[];
}

type Answer =
  | { readonly analysis: AdAnalysis; readonly error?: undefined }
  | { readonly error: string; readonly analysis?: undefined };

interface Waiting {
  readonly order: ThreadOrder;
  readonly done: (analysis: AdAnalysis) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  work: Waiting | undefined;
  timer: NodeJS.Timeout | undefined;
}

export interface ThreadPoolOptions {
  readonly size?: number;
  readonly file?: string;
  readonly limitMs?: number;
}

export interface ThreadPool {
  /** Rejects with AnalysisFailure: `timeout`, `thread_lost` or `unreadable`. */
  run(order: ThreadOrder): Promise<AdAnalysis>;
  close(): Promise<void>;
}

/** Orders wait in line for the first free thread. */
export function openThreadPool(options: ThreadPoolOptions = {}): ThreadPool {
  const { size = Math.max(1, availableParallelism() - 1), limitMs: limit = limitMs } = options;
  const file = options.file ?? builtThread;
  if (!existsSync(file)) return runHere();
  const line: Waiting[] = [];
  const threads = new Set<Thread>();
  let isClosed = false;

  const give = (thread: Thread) => {
    const next = line.shift();
    if (!next) return;
    thread.work = next;
    thread.timer = setTimeout(() => {
      const text = `The analysis took longer than ${limit / 1_000} s.`;
      end(thread, new AnalysisFailure("timeout", text));
    }, limit);
    thread.worker.postMessage(next.order);
  };
  const settle = (thread: Thread, tell: (work: Waiting) => void) => {
    const { work } = thread;
    clearTimeout(thread.timer);
    thread.work = undefined;
    if (work) tell(work);
  };
  const end = (thread: Thread, error: Error) => {
    if (!threads.delete(thread)) return;
    void thread.worker.terminate();
    settle(thread, (work) => work.failed(error));
    if (!isClosed) begin();
  };
  const begin = () => {
    // It needs neither the settings of the process nor its flags.
    const worker = new Worker(resolve(file), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const thread: Thread = { worker, work: undefined, timer: undefined };
    worker.on("message", (answer: Answer) => {
      settle(thread, (work) => {
        if (answer.analysis) work.done(answer.analysis);
        else work.failed(new AnalysisFailure("unreadable", answer.error, true));
      });
      give(thread);
    });
    const lost = () =>
      end(thread, new AnalysisFailure("thread_lost", "The thread of the analysis ended early."));
    worker.on("error", lost);
    worker.on("exit", lost);
    threads.add(thread);
    give(thread);
  };
  for (let index = 0; index < size; index++) begin();
  return {
    run: (order) =>
      new Promise((done, failed) => {
        line.push({ order, done, failed });
        const free = [...threads].find(({ work }) => work === undefined);
        if (free) give(free);
      }),
    close: async () => {
      isClosed = true;
      const ended = [...threads].map(({ worker }) => worker.terminate());
      for (const thread of threads) {
        settle(thread, (work) =>
          work.failed(new AnalysisFailure("thread_lost", "The process is stopping.")),
        );
      }
      threads.clear();
      await Promise.all(ended);
    },
  };
}

/** In the process itself, where nothing is built. */
function runHere(): ThreadPool {
  return {
    run: async ({ input, policy }) => {
      const { analyseAd } = await import("#lib/ads/analysis/analyse-ad.ts");
      return analyseAd(input, policy);
    },
    close: async () => undefined,
  };
}

/** The thread's side. */
export async function serveAnalyses(port: MessagePort): Promise<void> {
  const { analyseAd } = await import("#lib/ads/analysis/analyse-ad.ts");
  port.on("message", ({ input, policy }: ThreadOrder) => {
    let answer: Answer;
    try {
      answer = { analysis: analyseAd(input, policy) };
    } catch (error) {
      const said = error instanceof Error ? error.message : "unknown";
      answer = { error: `The text could not be read: ${said}` };
    }
    port.postMessage(answer);
  });
}
