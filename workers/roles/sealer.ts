import { sealPending } from "#lib/identity/audit-chain.ts";
import type { Role } from "#workers/roles/role.ts";

const everyMs = 1000;

/** Once a second, chains what the audit and access logs have gained. Any number may run; a lock lets one work. */
export function sealerRole(): Role {
  let stopped = false;
  let wake: (() => void) | undefined;
  let running: Promise<void> | undefined;
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    name: "sealer",
    async start({ direct, logger }) {
      const run = async () => {
        while (!stopped) {
          try {
            await sealPending(direct.sql);
          } catch (error) {
            // The rows wait unsealed; nothing is lost by trying again in a second.
            logger.error({ err: error }, "sealing failed");
          }
          if (!stopped) await rest();
        }
      };
      running = run();
    },
    async stop() {
      stopped = true;
      wake?.();
      await running;
    },
  };
}
