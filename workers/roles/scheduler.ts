import { type Singleton, startSingleton } from "#lib/platform/singleton.ts";
import { runSchedule } from "#lib/plays/schedule.ts";
import type { Role } from "#workers/roles/role.ts";

export function schedulerRole(): Role {
  let singleton: Singleton | undefined;
  return {
    name: "scheduler",
    async start(runtime) {
      const { database, logger } = runtime;
      const tick = () => runSchedule(database, logger);
      singleton = startSingleton(runtime, { name: "scheduler", lock: 2, everyMs: 500, tick });
    },
    stop: async () => await singleton?.stop(),
  };
}
