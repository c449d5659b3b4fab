// The Postgres driver schedules small writes for later. When a connection dies inside a transaction, its own
// ROLLBACK is such a write, and it fails on a socket that is gone, outside of any promise: without this guard a
// restart of Postgres would end every process that had a transaction open. The transaction itself is rejected by
// the driver in another way, so there is nothing to do but to go on.

import type { Logger } from "#lib/platform/logger.ts";

/** Whether an uncaught error is that one write of the driver. */
export function isDriverRace(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /\bnextWrite\b.*postgres[\\/](src|cjs[\\/]src)[\\/]connection\.js/.test(error.stack ?? "")
  );
}

/** Ends the process on every uncaught error but that one. Call it once, first thing in a process entry. */
export function installDriverGuard(logger: Logger): void {
  process.on("uncaughtException", (error) => {
    if (isDriverRace(error)) {
      logger.warn({ err: error }, "a connection to Postgres died while it was written to");
      return;
    }
    logger.fatal({ err: error }, "uncaught error");
    process.exit(1);
  });
}
