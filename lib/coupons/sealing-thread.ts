import { on } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type MessagePort, Worker } from "node:worker_threads";
import {
  type IdRange,
  type SealedBlock,
  type SealOrder,
  sealRows,
  type TakeIds,
} from "#lib/coupons/seal-rows.ts";
import { AppError } from "#lib/platform/errors.ts";

// Parsing and sealing a million codes is seconds of computing. It is done on a thread of its own, so that the
// process that takes the upload answers everybody else meanwhile. The thread asks, the host answers: for the next
// piece of the file, for coupon ids. It is never more than two pieces ahead, so memory stays small.

type FromThread =
  | { readonly kind: "piece" }
  | { readonly kind: "ids"; readonly count: number }
  | { readonly kind: "block"; readonly block: SealedBlock }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly code: string; readonly details: string | undefined }
  | { readonly kind: "failed"; readonly error: string };

type ToThread =
  | { readonly kind: "piece"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end" }
  | { readonly kind: "ids"; readonly ranges: readonly IdRange[] };

const piecesAhead = 2;
/** A roomy nursery spares the thread most of its garbage collections. */
const youngMb = 48;
/** A file leaves nothing behind; a pattern remembers up to two million codes to make none of them twice. */
const oldMb = { csv: 128, pattern: 768 } as const;

/** Where the build puts the thread; every process of the product runs in the product's folder. */
export const builtThread = join("dist", "coupon-thread.mjs");

async function* hostThread(
  file: string,
  order: SealOrder,
  pieces: AsyncIterable<Uint8Array>,
  takeIds: TakeIds,
): AsyncGenerator<SealedBlock> {
  const worker = new Worker(resolve(/* turbopackIgnore: true */ file), {
    workerData: order,
    resourceLimits: {
      maxYoungGenerationSizeMb: youngMb,
      maxOldGenerationSizeMb: oldMb[order.source.kind],
    },
    // It needs neither the settings of the process nor its flags.
    env: {},
    execArgv: [],
  });
  const answer = (message: ToThread) =>
    worker.postMessage(message, message.kind === "piece" ? [message.bytes.buffer] : []);
  const source = pieces[Symbol.asyncIterator]();
  try {
    for await (const [said] of on(worker, "message", { close: ["exit"] })) {
      const message = said as FromThread;
      if (message.kind === "block") yield message.block;
      else if (message.kind === "done") return;
      else if (message.kind === "ids") {
        answer({ kind: "ids", ranges: await takeIds(message.count) });
      } else if (message.kind === "piece") {
        const next = await source.next();
        // A copy, because what is handed over is gone here, and the piece may be part of a larger buffer.
        answer(next.done ? { kind: "end" } : { kind: "piece", bytes: new Uint8Array(next.value) });
      } else if (message.kind === "refused") {
        const { code, details } = message;
        throw new AppError(code, details === undefined ? {} : { details });
      } else throw new Error(`sealing failed: ${message.error}`);
    }
    throw new Error("the sealing thread ended early");
  } finally {
    await worker.terminate();
    await source.return?.();
  }
}

/** Seals on a thread when the product is built, else here: a source tree has no module that a thread could load. */
export function sealBeside(
  order: SealOrder,
  pieces: AsyncIterable<Uint8Array>,
  takeIds: TakeIds,
  file: string = builtThread,
): AsyncGenerator<SealedBlock> {
  return existsSync(/* turbopackIgnore: true */ file)
    ? hostThread(file, order, pieces, takeIds)
    : sealRows(order, pieces, takeIds);
}

/** The thread's side: runs the order and speaks with its host over the port until everything is sealed. */
export async function serveSealing(order: SealOrder, port: MessagePort): Promise<void> {
  const say = (message: FromThread) =>
    port.postMessage(message, message.kind === "block" ? [message.block.bytes.buffer] : []);
  const waiting: ((message: ToThread) => void)[] = [];
  const idsWaiting: ((message: ToThread) => void)[] = [];
  port.on("message", (message: ToThread) =>
    (message.kind === "ids" ? idsWaiting : waiting).shift()?.(message),
  );
  const asked: Promise<ToThread>[] = [];
  const askPiece = () => {
    asked.push(new Promise((resolve) => waiting.push(resolve)));
    say({ kind: "piece" });
  };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let ahead = 0; ahead < piecesAhead; ahead++) askPiece();
    for (;;) {
      const next = await asked.shift();
      if (next?.kind !== "piece") return;
      askPiece();
      yield next.bytes;
    }
  }
  const takeIds: TakeIds = (count) =>
    new Promise((resolve) => {
      idsWaiting.push((message) => resolve(message.kind === "ids" ? message.ranges : []));
      say({ kind: "ids", count });
    });
  try {
    for await (const block of sealRows(order, pieces(), takeIds)) say({ kind: "block", block });
    say({ kind: "done" });
  } catch (error) {
    if (error instanceof AppError)
      say({ kind: "refused", code: error.code, details: error.details });
    // Only the name: the text of an error of a parser may quote the file, which is codes.
    else say({ kind: "failed", error: error instanceof Error ? error.name : "unknown" });
  } finally {
    port.close();
  }
}
