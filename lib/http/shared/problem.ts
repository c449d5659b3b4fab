// Every refusal that leaves the product over HTTP has this shape. Used by the gateway and by web, so that a
// caller cannot tell which of the two answered.

import { ZodError } from "zod";
import { adErrors } from "#lib/ads/contract.ts";
import { approvalErrors } from "#lib/approvals/contract.ts";
import { campaignErrors } from "#lib/campaigns/error-contract.ts";
import { couponErrors } from "#lib/coupons/contract.ts";
import type { ApiAnswer } from "#lib/http/shared/api-call.ts";
import { identityErrors } from "#lib/identity/contract.ts";
import { AppError, type ErrorSpec, platformErrors } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { isStoreDown, isTransient } from "#lib/platform/store-failure.ts";
import { playErrors } from "#lib/plays/contract.ts";
import { promotionErrors } from "#lib/promotions/contract.ts";
import { rehearsalErrors } from "#lib/rehearsal/contract.ts";
import { webhookErrors } from "#lib/webhooks/contract.ts";

/** Every code of the API with its status and public sentence. A new domain adds its table here. */
export const errorTable: Readonly<Record<string, ErrorSpec>> = {
  ...platformErrors,
  ...identityErrors,
  ...campaignErrors,
  ...couponErrors,
  ...playErrors,
  ...rehearsalErrors,
  ...webhookErrors,
  ...adErrors,
  ...approvalErrors,
  ...promotionErrors,
};

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
  /** True for bugs and lost stores: the host logs the error; refusals are ordinary. */
  readonly unexpected: boolean;
}

/** What a thrown value means to a caller. Anything that is not an AppError becomes a code without its text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError && Object.hasOwn(errorTable, error.code)) return error;
  if (error instanceof ZodError) {
    const fields = error.issues.map((issue) => ({
      path: issue.path.join("."),
      message: issue.message,
    }));
    return new AppError("invalid", { fields, cause: error });
  }
  if (isStoreDown(error) || isTransient(error))
    return new AppError("unavailable", { cause: error });
  return new AppError("internal", { cause: error });
}

/** The answer to a thrown value, as problem+json (RFC 9457). */
export function problemOf(error: unknown, requestId: string): Problem {
  const refusal = toAppError(error);
  const spec = errorTable[refusal.code] ?? platformErrors.internal;
  const waits = spec.status === 429 || spec.status === 503;
  return {
    status: spec.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(waits ? { "retry-after": String(Math.max(1, Math.ceil(refusal.retryAfterS ?? 1))) } : {}),
    },
    body: {
      type: `urn:frolic:error:${refusal.code}`,
      title: spec.sentence,
      status: spec.status,
      code: refusal.code,
      detail: refusal.details ?? spec.sentence,
      requestId,
      ...(refusal.fields.length > 0 ? { errors: refusal.fields } : {}),
    },
    unexpected: refusal.code === "internal" || refusal.code === "unavailable",
  };
}

/** The same as a web Response, for route handlers. */
export function problemResponse(error: unknown, requestId: string): Response {
  const problem = problemOf(error, requestId);
  return new Response(JSON.stringify(problem.body), {
    status: problem.status,
    headers: problem.headers,
  });
}

/** The same as an answer of an API that speaks problem+json. What was not meant to happen is logged as a failure of `api`. */
export function problemAnswer(
  error: unknown,
  requestId: string,
  api: string,
  logger: Logger,
): ApiAnswer {
  const { status, headers, body, unexpected } = problemOf(error, requestId);
  if (unexpected) logger.error({ err: error, requestId }, `${api} failed`);
  return { status, headers, body: JSON.stringify(body) };
}
