import "server-only";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import type { AllocationDeps } from "#lib/promotions/run-allocation.ts";

interface Context {
  readonly runtime: Runtime;
  readonly requestId: string;
}

/** What an allocation needs from this host: the draws of the installation hang on its secret. */
export function allocationDeps(context: Context): AllocationDeps {
  const { env, clock } = context.runtime;
  return { ...changeDeps(context), masterSecret: env.FROLIC_SECRET, clock };
}
