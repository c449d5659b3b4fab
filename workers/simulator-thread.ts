import { parentPort, workerData } from "node:worker_threads";
import { serveSimulation } from "#lib/analytics/simulation-thread.ts";

// Loaded by lib/analytics/simulation-thread.ts as a thread of whoever simulates, never as a process.

if (parentPort === null) throw new Error("this module runs as a thread");
serveSimulation(workerData, parentPort);
