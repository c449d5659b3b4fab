import type { Sql } from "#lib/platform/database.ts";
import { markOffline, type SilentServer } from "#lib/promotions/store-servers.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

const atATime = 500;

/**
 * Tells of promo servers that have been silent for an hour, each silence once, and asks for an allocation that gives
 * their placements to others. That they are offline is true without this: everybody reads it from the last sign of
 * life. Safe to run twice at once.
 */
export async function noticeOffline(sql: Sql): Promise<SilentServer[]> {
  const noticed: SilentServer[] = [];
  for (;;) {
    const silent = await sql.begin(async (tx) => {
      const marked = await markOffline(tx, atATime);
      for (const { id, platform, guildId, lastSeenAt, placements } of marked) {
        const at = new Date(lastSeenAt).toISOString();
        const facts = { serverUuid: id, platform, guildId, lastSeenAt: at, placements };
        await writeEvent(tx, { type: "promo_server.offline", data: facts });
      }
      if (marked.length > 0) await wantAllocation(tx, "promo_server");
      return marked;
    });
    noticed.push(...silent);
    if (silent.length < atATime) return noticed;
  }
}
