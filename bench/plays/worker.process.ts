// One allocator process: starts on "start", stops on "stop", and says when it has.

import { startWorker, type TestWorker } from "#lib/testing/ledger-fixtures.ts";

let worker: TestWorker | undefined;
const { DATABASE_URL = "", REDIS_URL = "" } = process.env;

process.on("message", (message) => {
  void (async () => {
    if (message === "start")
      worker = await startWorker(DATABASE_URL, REDIS_URL, {
        logLevel: process.env.LOG_LEVEL ?? "silent",
      });
    if (message === "stop") {
      await worker?.stop();
      const { user, system } = process.cpuUsage();
      process.send?.({ stopped: true, cpuS: (user + system) / 1e6 });
    }
    if (message === "exit") process.exit(0);
  })();
});
process.send?.({ ready: true });
