import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { advanceStates } from "#lib/plays/store-schedule.ts";

/** One round of the calendar; safe to run anywhere and any number of times. */
export async function runSchedule(database: Database, logger: Logger): Promise<void> {
  for (const step of await advanceStates(database.sql))
    logger.info(step, "state moved by the clock");
}
