import { parentPort, workerData } from "node:worker_threads";
import { serveTask } from "#lib/promotions/compute-beside.ts";

// Loaded by lib/promotions/compute-beside.ts as a thread of whoever allocates or forecasts, never as a process.

if (parentPort === null) throw new Error("this module runs as a thread");
serveTask(workerData, parentPort);
