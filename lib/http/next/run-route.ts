// What every route handler goes through, apart from Next so that a test can drive it with plain Requests:
// caller, origin, body limit, input, then the use case; and the one place where a refusal becomes problem JSON.

import type { z } from "zod";
import { type KeyActor, requireRole, requireScope, type UserActor } from "#lib/http/next/access.ts";
import { fieldErrors } from "#lib/http/next/form-input.ts";
import { readJsonBody } from "#lib/http/next/request-body.ts";
import { problemOf, problemResponse } from "#lib/http/shared/problem.ts";
import { requestIdOf } from "#lib/http/shared/request-id.ts";
import { isSameOrigin, isUnsafeMethod, originFacts } from "#lib/http/shared/request-origin.ts";
import type { ApiKeyScope, Role } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

/**
 * `none`: anybody. `user`: signed in, any role. `staff`: admin or marketer. `brand`: brand people. `apiKey`: a
 * key. `userOrKey`: either; a request with an Authorization header is judged by its key alone.
 */
export type RouteAuth = "none" | "user" | "staff" | "brand" | "apiKey" | "userOrKey";

export type RouteActor<A extends RouteAuth> = A extends "none"
  ? null
  : A extends "apiKey"
    ? KeyActor
    : A extends "userOrKey"
      ? UserActor | KeyActor
      : UserActor;

export interface RouteSpec<
  A extends RouteAuth,
  B extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
> {
  readonly auth: A;
  /** Narrows who of the signed-in people may call; default by `auth`. */
  readonly roles?: readonly Role[];
  /** What a key must be good for. */
  readonly scope?: ApiKeyScope;
  /** JSON body; without a schema the body is left unread for the handler. */
  readonly body?: B;
  readonly query?: Q;
  readonly bodyLimit?: number;
}

type Output<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined;

export interface RouteContext<
  A extends RouteAuth,
  B extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
> {
  readonly request: Request;
  readonly actor: RouteActor<A>;
  readonly body: Output<B>;
  readonly query: Output<Q>;
  readonly params: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly requestId: string;
}

/** A Response as it is, or a value to send as JSON with status 200. */
export type RouteAnswer = Response | object;

export interface RouteHost {
  readonly runtime: Runtime;
  readonly userOf: (request: Request) => Promise<UserActor | null>;
  readonly keyOf: (request: Request) => Promise<KeyActor | null>;
  readonly rethrow: (error: unknown) => void;
}

const defaultBodyLimit = 64 * 1024;
const rolesByAuth: Partial<Record<RouteAuth, readonly Role[]>> = {
  staff: ["admin", "marketer"],
  brand: ["brand"],
};

export async function runRoute<
  A extends RouteAuth,
  B extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
>(
  spec: RouteSpec<A, B, Q>,
  handler: (context: RouteContext<A, B, Q>) => Promise<RouteAnswer>,
  host: RouteHost,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  try {
    const actor = (await admit(spec, host, request)) as RouteActor<A>;
    const query = parse(spec.query, Object.fromEntries(new URL(request.url).searchParams));
    const raw = spec.body && (await readJsonBody(request, spec.bodyLimit ?? defaultBodyLimit));
    const body = parse(spec.body, raw);
    const { runtime } = host;
    const context = { request, actor, body, query, params, runtime, requestId };
    const answer = await handler(context as RouteContext<A, B, Q>);
    return withRequestId(answer instanceof Response ? answer : Response.json(answer), requestId);
  } catch (error) {
    host.rethrow(error);
    if (problemOf(error, requestId).unexpected) {
      host.runtime.logger.error({ err: error, requestId }, "route handler failed");
    }
    return withRequestId(problemResponse(error, requestId), requestId);
  }
}

/** The caller, or a refusal. Only a caller known by cookie can be forged from another site, so only those are checked for it. */
async function admit(
  spec: RouteSpec<RouteAuth, z.ZodType | undefined, z.ZodType | undefined>,
  host: RouteHost,
  request: Request,
): Promise<UserActor | KeyActor | null> {
  if (spec.auth === "none") return null;
  const byKey =
    spec.auth === "apiKey" || (spec.auth === "userOrKey" && request.headers.has("authorization"));
  if (byKey) return requireScope(await host.keyOf(request), spec.scope);
  if (
    isUnsafeMethod(request.method) &&
    !isSameOrigin(originFacts(request.headers, host.runtime.env.BASE_URL))
  ) {
    throw new AppError("forbidden", { details: "The request did not come from this site." });
  }
  return requireRole(await host.userOf(request), spec.roles ?? rolesByAuth[spec.auth] ?? []);
}

function parse<S extends z.ZodType | undefined>(schema: S, raw: unknown): Output<S> {
  if (!schema) return undefined as Output<S>;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw new AppError("invalid", { fields: fieldErrors(parsed.error) });
  return parsed.data as Output<S>;
}

function withRequestId(response: Response, requestId: string): Response {
  response.headers.set("x-request-id", requestId);
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}
