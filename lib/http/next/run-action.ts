// What every server action goes through, apart from Next so that a test can drive it: origin, session, role,
// input, then the use case; and the one place where a refusal becomes a value for a form.

import type { z } from "zod";
import { requireRole, type UserActor } from "#lib/http/next/access.ts";
import type { ActionFailure, ActionResult } from "#lib/http/next/action-result.ts";
import { parseInput } from "#lib/http/next/form-input.ts";
import { problemOf } from "#lib/http/shared/problem.ts";
import { requestIdOf } from "#lib/http/shared/request-id.ts";
import { isSameOrigin, originFacts } from "#lib/http/shared/request-origin.ts";
import type { Actor, Role } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

/** `"public"`: anybody, signed in or not (sign-in, set-up). A list: people with one of these roles. */
export type ActionAccess = "public" | readonly Role[];

export interface ActionContext<A extends ActionAccess, Input> {
  readonly actor: A extends "public" ? UserActor | null : UserActor;
  readonly input: Input;
  readonly runtime: Runtime;
  readonly requestId: string;
}

export interface ActionHost {
  readonly headers: Headers;
  readonly runtime: Runtime;
  readonly actor: () => Promise<Actor | null>;
  /** Lets the framework's own signals (redirect, not found) pass. */
  readonly rethrow: (error: unknown) => void;
}

export interface ActionSpec<A extends ActionAccess, S extends z.ZodType, T> {
  readonly access: A;
  readonly schema: S;
  readonly fn: (context: ActionContext<A, z.output<S>>) => Promise<T>;
}

/** Never throws a refusal; a bug is logged with the request id and answered as `internal`. */
export async function runAction<A extends ActionAccess, S extends z.ZodType, T>(
  spec: ActionSpec<A, S, T>,
  host: ActionHost,
  raw: unknown,
): Promise<ActionResult<T>> {
  const requestId = requestIdOf(host.headers);
  let typed: ActionFailure["lastResult"];
  try {
    if (!isSameOrigin(originFacts(host.headers, host.runtime.env.BASE_URL))) {
      throw new AppError("forbidden", { details: "The request did not come from this site." });
    }
    const actor = await admit(spec.access, host);
    const parsed = parseInput(spec.schema, raw);
    if (!parsed.ok) return { ...failure(new AppError("invalid"), requestId), ...parsed, ok: false };
    typed = parsed.lastResult;
    const value = await spec.fn({
      actor: actor as ActionContext<A, unknown>["actor"],
      input: parsed.input,
      runtime: host.runtime,
      requestId,
    });
    return { ok: true, value };
  } catch (error) {
    host.rethrow(error);
    if (problemOf(error, requestId).unexpected) {
      host.runtime.logger.error({ err: error, requestId }, "server action failed");
    }
    return { ...failure(error, requestId), ...(typed ? { lastResult: typed } : {}) };
  }
}

async function admit(access: ActionAccess, host: ActionHost): Promise<UserActor | null> {
  const actor = await host.actor();
  if (access === "public") return actor?.kind === "user" ? actor : null;
  return requireRole(actor, access);
}

function failure(error: unknown, requestId: string): ActionFailure {
  const { code, detail, errors } = problemOf(error, requestId).body;
  return { ok: false, code, message: detail, fields: errors ?? [], requestId };
}
