import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { findKeyActor, findUserActor } from "#lib/http/next/request-actor.ts";
import {
  type RouteAnswer,
  type RouteAuth,
  type RouteContext,
  type RouteSpec,
  runRoute,
} from "#lib/http/next/run-route.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type NextRoute = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response>;

/**
 * The only way to make a route handler: `export const GET = route({ auth: "staff" }, async ({ actor, params,
 * runtime }) => …)`. Answers problem JSON for every refusal and for bugs.
 */
export function route<
  A extends RouteAuth,
  B extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
>(
  spec: RouteSpec<A, B, Q>,
  handler: (context: RouteContext<A, B, Q>) => Promise<RouteAnswer>,
): NextRoute {
  return async (request, { params }) => {
    const runtime = await webRuntime();
    const host = {
      runtime,
      userOf: (asked: Request) => findUserActor(runtime, asked),
      keyOf: (asked: Request) => findKeyActor(runtime, asked),
      rethrow: unstable_rethrow,
    };
    return runRoute(spec, handler, host, request, await params);
  };
}
