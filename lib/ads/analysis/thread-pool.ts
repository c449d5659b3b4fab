import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { type MessagePort, Worker } from "node:worker_threads";
import { type AnalysedAd, AnalysisFailure, analysedOf } from "#lib/ads/analysis/analyser.ts";
import type { PolicyPhrase } from "#lib/ads/analysis/wording.ts";
import type { AdInput } from "#lib/ads/contract.ts";

// Reading a text is milliseconds of computing, and a hostile text may make it more. It runs on threads, so that the
// process answers everybody else meanwhile, and a thread that takes too long is ended and another takes its place.

/** Where the build puts the thread; every process of the product runs in the product's folder. */
const builtThread = join("dist", "ads-thread.mjs");
const limitMs = 5_000;
/** Orders that go to a thread as one message: what a message costs is shared. */
const batchMax = 16;

export interface ThreadOrder {
  readonly input: AdInput;
  readonly policy: readonly PolicyPhrase[];
}

type Answer =
  | { readonly analysis: AnalysedAd; readonly error?: undefined }
  | { readonly error: string; readonly analysis?: undefined };

interface Waiting {
  readonly order: ThreadOrder;
  /** It was in a batch that a thread did not end, so it goes by itself: the next time it is known who did it. */
  readonly isAlone: boolean;
  readonly done: (analysis: AnalysedAd) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  work: readonly Waiting[];
  timer: NodeJS.Timeout | undefined;
}

export interface ThreadPoolOptions {
  readonly size?: number;
  readonly file?: string;
  readonly limitMs?: number;
}

export interface ThreadPool {
  /** Rejects with AnalysisFailure: `timeout`, `thread_lost` or `unreadable`. */
  run(order: ThreadOrder): Promise<AnalysedAd>;
  close(): Promise<void>;
}

/** Takes the next of the line: one that goes alone, or as many as go together. */
function nextBatch(line: Waiting[]): Waiting[] {
  const alone = line.findIndex(({ isAlone }) => isAlone);
  if (alone === 0) return line.splice(0, 1);
  return line.splice(0, Math.min(batchMax, alone < 0 ? batchMax : alone));
}

/** It needs neither the settings of the process nor its flags. */
function startThread(file: string): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: 256 };
  return new Worker(resolve(file), { env: {}, execArgv: [], resourceLimits });
}

function tell(work: readonly Waiting[], answers: readonly Answer[]): void {
  work.forEach((each, index) => {
    const answer = answers[index];
    if (answer?.analysis) each.done(answer.analysis);
    else each.failed(new AnalysisFailure("unreadable", answer?.error ?? "", true));
  });
}

/** Orders wait in line for the first free thread. */
export function openThreadPool(options: ThreadPoolOptions = {}): ThreadPool {
  const { size = Math.max(1, availableParallelism() - 1), limitMs: limit = limitMs } = options;
  const file = options.file ?? builtThread;
  if (!existsSync(file)) return runHere();
  const line: Waiting[] = [];
  const threads = new Set<Thread>();
  let isClosed = false;
  let isGiving = false;

  const give = (thread: Thread) => {
    const batch = nextBatch(line);
    if (batch.length === 0) return;
    thread.work = batch;
    thread.timer = setTimeout(() => {
      const text = `The analysis took longer than ${limit / 1_000} s.`;
      end(thread, new AnalysisFailure("timeout", text));
    }, limit);
    thread.worker.postMessage(batch.map(({ order }) => order));
  };
  const take = (thread: Thread): readonly Waiting[] => {
    const { work } = thread;
    clearTimeout(thread.timer);
    thread.work = [];
    return work;
  };
  const end = (thread: Thread, error: Error) => {
    if (!threads.delete(thread)) return;
    void thread.worker.terminate();
    const work = take(thread);
    if (work.length > 1 && !isClosed) {
      line.unshift(...work.map((each) => ({ ...each, isAlone: true })));
    } else for (const each of work) each.failed(error);
    if (!isClosed) begin();
  };
  const begin = () => {
    const worker = startThread(file);
    const thread: Thread = { worker, work: [], timer: undefined };
    worker.on("message", (answers: readonly Answer[]) => {
      const work = take(thread);
      // It has its next batch before the answers to this one are read.
      give(thread);
      tell(work, answers);
    });
    const lost = () =>
      end(thread, new AnalysisFailure("thread_lost", "The thread of the analysis ended early."));
    worker.on("error", lost);
    worker.on("exit", lost);
    threads.add(thread);
    give(thread);
  };
  const giveAll = () => {
    isGiving = false;
    for (const thread of threads) if (thread.work.length === 0) give(thread);
  };
  for (let index = 0; index < size; index++) begin();
  return {
    run: (order) =>
      new Promise((done, failed) => {
        line.push({ order, isAlone: false, done, failed });
        if (isGiving) return;
        // What is ordered in the same moment goes together.
        isGiving = true;
        setImmediate(giveAll);
      }),
    close: async () => {
      isClosed = true;
      const ended = [...threads].map(({ worker }) => worker.terminate());
      const lost = new AnalysisFailure("thread_lost", "The process is stopping.");
      for (const thread of threads) for (const each of take(thread)) each.failed(lost);
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
      return analysedOf(analyseAd(input, policy));
    },
    close: async () => undefined,
  };
}

/** The thread's side. */
export async function serveAnalyses(port: MessagePort): Promise<void> {
  const { analyseAd } = await import("#lib/ads/analysis/analyse-ad.ts");
  port.on("message", (orders: readonly ThreadOrder[]) => {
    const answers = orders.map(({ input, policy }): Answer => {
      try {
        return { analysis: analysedOf(analyseAd(input, policy)) };
      } catch (error) {
        const said = error instanceof Error ? error.message : "unknown";
        return { error: `The text could not be read: ${said}` };
      }
    });
    port.postMessage(answers);
  });
}
