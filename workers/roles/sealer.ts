import { sealPending } from "#lib/identity/audit-chain.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

const everyMs = 1000;

export interface RunningSealer {
  /** Ends after the round at hand. */
  stop(): Promise<void>;
}

/** Once a second, chains what the audit and access logs have gained. Any number may run; one works. */
export function startSealer(runtime: Pick<Runtime, "direct" | "logger">): RunningSealer {
  let stopped = false;
  let wake: (() => void) | undefined;
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    while (!stopped) {
      try {
        await sealPending(runtime.direct.sql);
      } catch (error) {
        // The rows wait unsealed; nothing is lost by trying again in a second.
        runtime.logger.error({ err: error }, "sealing failed");
      }
      if (!stopped) await rest();
    }
  };
  const running = run();
  return {
    stop: () => {
      stopped = true;
      wake?.();
      return running;
    },
  };
}
