import { sealPending } from "#lib/identity/audit-chain.ts";
import type { Role } from "#workers/roles/role.ts";
import { type Rounds, startRounds } from "#workers/roles/rounds.ts";

const everyMs = 1000;

/** Once a second, chains what the audit and access logs have gained. Any number may run; a lock lets one work. */
export function sealerRole(): Role {
  let rounds: Rounds | undefined;
  return {
    name: "sealer",
    async start({ direct, logger }) {
      // The rows wait unsealed; nothing is lost by trying again in a second.
      const onError = (error: unknown) => logger.error({ err: error }, "sealing failed");
      rounds = startRounds(() => sealPending(direct.sql), { everyMs, onError });
    },
    stop: async () => rounds?.stop(),
  };
}
