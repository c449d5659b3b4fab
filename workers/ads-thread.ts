import { parentPort } from "node:worker_threads";
import { serveAnalyses } from "#lib/ads/analysis/thread-pool.ts";

// Loaded by lib/ads/analysis/thread-pool.ts as a thread of whoever analyses ads, never as a process.

if (parentPort === null) throw new Error("this module runs as a thread");
await serveAnalyses(parentPort);
