import type { Runtime } from "#lib/platform/runtime.ts";

/** One duty of a worker process. All run by default; FROLIC_ROLES names a part of them. */
export interface Role {
  readonly name: string;
  start(runtime: Runtime): Promise<void>;
  /** Finishes what is in hand and resolves; called at most once, also after a failed start. */
  stop(): Promise<void>;
}
