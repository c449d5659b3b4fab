import { expireCoupons } from "#lib/coupons/expire-coupons.ts";
import { runWaitingImports } from "#lib/coupons/run-imports.ts";
import type { Role } from "#workers/roles/role.ts";
import { type Rounds, startRounds } from "#workers/roles/rounds.ts";

/** Somebody waits for the first step, and again after ordering the commit. */
const everyMs = 250;
const expireEveryMs = 60_000;

/**
 * Carries imports on: generates, checks, stores. The row in Postgres is the queue, and a claim in the
 * transaction of the step keeps several workers apart, so every process may run this role.
 */
export function couponImportRole(): Role {
  let rounds: Rounds | undefined;
  return {
    name: "coupon-import",
    async start({ database, env, logger, clock }) {
      const deps = {
        sql: database.sql,
        masterSecret: env.FROLIC_SECRET,
        onError: (error: unknown, importId: string) =>
          logger.error({ err: error, importId }, "an import did not go on"),
      };
      let expiredAt = Number.NEGATIVE_INFINITY;
      const work = async () => {
        await runWaitingImports(deps);
        if (clock.monotonicMs() - expiredAt < expireEveryMs) return;
        expiredAt = clock.monotonicMs();
        const expired = await expireCoupons(deps.sql);
        if (expired > 0) logger.info({ expired }, "coupons expired");
      };
      const onError = (error: unknown) => logger.warn({ err: error }, "import round failed");
      rounds = startRounds(work, { everyMs, onError });
    },
    stop: async () => rounds?.stop(),
  };
}
