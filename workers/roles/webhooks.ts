import { tellLowStock } from "#lib/coupons/watch-stock.ts";
import { dropOldEvents } from "#lib/webhooks/drop-old.ts";
import { createSender, type Sender } from "#lib/webhooks/send-deliveries.ts";
import type { Role } from "#workers/roles/role.ts";
import { type Rounds, startRounds } from "#workers/roles/rounds.ts";

const sendEveryMs = 500;
const watchEveryMs = 30_000;
const dropEveryMs = 3_600_000;

/**
 * Carries facts from the outbox to whoever listens, and watches for pools that run low, which is a fact that nobody
 * else would notice. Any number may run: rows are taken under a lease.
 */
export function webhooksRole(): Role {
  const rounds: Rounds[] = [];
  let sender: Sender | undefined;
  return {
    name: "webhooks",
    async start({ env, database, logger, clock }) {
      const { sql } = database;
      sender = createSender({
        sql,
        logger,
        masterSecret: env.FROLIC_SECRET,
        egress: { allowPrivate: env.FROLIC_WEBHOOKS_PRIVATE },
        random: Math.random,
        monotonicMs: clock.monotonicMs,
      });
      const { round } = sender;
      const every = (everyMs: number, what: string, work: () => Promise<unknown>) => {
        // What is due waits in its row for the next round.
        const onError = (error: unknown) => logger.warn({ err: error }, `${what} failed`);
        rounds.push(startRounds(work, { everyMs, onError }));
      };
      every(sendEveryMs, "sending of webhooks", round);
      every(watchEveryMs, "watch of coupon stocks", () => tellLowStock(sql));
      every(dropEveryMs, "clearing of old events", () => dropOldEvents(sql));
    },
    stop: async () => {
      await Promise.all(rounds.map((each) => each.stop()));
      await sender?.stop();
    },
  };
}
