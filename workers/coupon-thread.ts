import { parentPort, workerData } from "node:worker_threads";
import { serveSealing } from "#lib/coupons/sealing-thread.ts";

// Loaded by lib/coupons/sealing-thread.ts as a thread of whoever imports codes, never as a process.

if (parentPort === null) throw new Error("this module runs as a thread");
const { brand, hmacKey, ...order } = workerData;
// Buffers cross as plain byte arrays.
await serveSealing(
  {
    ...order,
    brand: { ...brand, key: Buffer.from(brand.key) },
    hmacKey: Buffer.from(hmacKey),
  },
  parentPort,
);
