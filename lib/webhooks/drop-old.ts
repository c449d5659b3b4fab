import type { Sql } from "#lib/platform/database.ts";
import { dropOld } from "#lib/webhooks/store-sending.ts";
import { dropUnusedTargets } from "#lib/webhooks/store-targets.ts";

/** Long enough to look into a complaint of last month. */
const keepDays = 30;
const atOnce = 2_000;

/** Drops facts of more than a month ago with their deliveries and attempts; what still waits stays. */
export async function dropOldEvents(sql: Sql): Promise<number> {
  let dropped = 0;
  for (;;) {
    const count = await dropOld(sql, keepDays, atOnce);
    dropped += count;
    if (count < atOnce) break;
  }
  await dropUnusedTargets(sql, keepDays);
  return dropped;
}
