import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Action, ActionResult } from "#lib/http/next/action-result.ts";
import { type ActionAccess, type ActionContext, runAction } from "#lib/http/next/run-action.ts";
import { currentActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

/**
 * The only way to make a server action: `export const saveBrand = action(["admin"], schema, async ({ actor,
 * input, runtime, requestId }) => …)` in a "use server" file. Origin, role and input are settled before `fn`
 * runs; the use case behind it still checks its own permission.
 */
export function action<A extends ActionAccess, S extends z.ZodType, T>(
  access: A,
  schema: S,
  fn: (context: ActionContext<A, z.output<S>>) => Promise<T>,
): Action<z.input<S>, T> {
  const act = async (...args: readonly unknown[]): Promise<ActionResult<T>> => {
    const host = {
      headers: await headers(),
      runtime: await webRuntime(),
      actor: currentActor,
      rethrow: unstable_rethrow,
    };
    // useActionState passes the previous state first; a direct call passes the input alone.
    return runAction({ access, schema, fn }, host, args.length > 1 ? args[1] : args[0]);
  };
  return act as Action<z.input<S>, T>;
}
