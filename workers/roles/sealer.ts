import { sealPending } from "#lib/identity/audit-chain.ts";
import { auditHeadsFolder } from "#lib/identity/audit-heads-file.ts";
import { signAuditHeads } from "#lib/identity/sign-audit-heads.ts";
import type { Role } from "#workers/roles/role.ts";
import { type Rounds, startRounds } from "#workers/roles/rounds.ts";

const sealEveryMs = 1000;
/** How often it is asked whether the hour is over. */
const signEveryMs = 60_000;

/**
 * Once a second, chains what the audit and access logs have gained; once an hour, signs how far they are into a file.
 * Any number may run; a lock lets one work.
 */
export function sealerRole(): Role {
  let rounds: readonly Rounds[] = [];
  return {
    name: "sealer",
    async start({ direct, logger, env, clock }) {
      // The rows wait unsealed; nothing is lost by trying again in a second.
      const onError = (error: unknown) => logger.error({ err: error }, "sealing failed");
      const onUnsigned = (error: unknown) =>
        logger.error({ err: error }, "the heads of the audit chain are not signed");
      const folder = auditHeadsFolder(env.FROLIC_STATE_DIR);
      const sign = () =>
        signAuditHeads(direct.sql, {
          ...{ masterSecret: env.FROLIC_SECRET, folder, nowMs: clock.now() },
        });
      rounds = [
        startRounds(() => sealPending(direct.sql), { everyMs: sealEveryMs, onError }),
        startRounds(sign, { everyMs: signEveryMs, onError: onUnsigned }),
      ];
    },
    stop: async () => {
      await Promise.all(rounds.map((each) => each.stop()));
    },
  };
}
