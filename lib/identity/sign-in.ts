import { isAPIError } from "better-auth/api";
import type { Actor } from "#lib/identity/contract.ts";
import { findSession } from "#lib/identity/find-session.ts";
import { identityHost } from "#lib/identity/identity-host.ts";
import { hashSessionToken, sessionCookieName, tokenOfCookie } from "#lib/identity/session-token.ts";
import { deleteSession, deleteSessionByHash } from "#lib/identity/store-sessions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  /** Where the request came from, as the front door saw it. */
  readonly address: string;
  /** Cookies of the request: a session they carry is ended, so that no one keeps a session planted before. */
  readonly cookies: ReadonlyMap<string, string>;
  readonly requestId: string;
}

export type SignInOutcome =
  | { readonly kind: "signed_in"; readonly setCookies: readonly string[] }
  | { readonly kind: "second_factor"; readonly setCookies: readonly string[] };

/**
 * Checks e-mail and password. An unknown address costs the same hash as a wrong password and gets the same
 * answer; the limits count before the hash, so that guessing cannot keep the processors busy.
 */
export async function signIn(runtime: Runtime, request: SignInRequest): Promise<SignInOutcome> {
  const { auth, limiter } = identityHost(runtime);
  await limiter.take(request.email, request.address);
  const { email, password } = request;
  const answer = await orRefuse("sign_in_failed", () =>
    auth.api.signInEmail({
      body: { email, password },
      headers: cookieHeaders(request.cookies),
      returnHeaders: true,
    }),
  );
  const setCookies = answer.headers.getSetCookie();
  await limiter.forgive(request.email, request.address);
  if ("twoFactorRedirect" in answer.response) return { kind: "second_factor", setCookies };
  await finish(runtime, request, answer.response.user.id);
  return { kind: "signed_in", setCookies };
}

export interface SecondFactorRequest {
  /** Six digits of the app, or one of the back-up codes. */
  readonly code: string;
  readonly address: string;
  readonly cookies: ReadonlyMap<string, string>;
  readonly requestId: string;
}

/** Second step of a sign-in; the cookie of the first step says whose. */
export async function confirmSecondFactor(
  runtime: Runtime,
  request: SecondFactorRequest,
): Promise<SignInOutcome> {
  const { auth, limiter } = identityHost(runtime);
  await limiter.takeFrom(request.address);
  const code = request.code.replaceAll(/\s/g, "");
  const call = {
    body: { code },
    headers: cookieHeaders(request.cookies),
    returnHeaders: true,
  } as const;
  const answer = await orRefuse("second_factor_failed", () =>
    /^\d{6}$/.test(code) ? auth.api.verifyTOTP(call) : auth.api.verifyBackupCode(call),
  );
  await finish(runtime, request, answer.response.user.id);
  return { kind: "signed_in", setCookies: answer.headers.getSetCookie() };
}

/** Ends the very session a person acts in. */
export async function endSession(sql: Executor, sessionId: string): Promise<void> {
  await deleteSession(sql, sessionId);
}

/** Ends the session behind a cookie at once. Signing out twice is no error. */
export async function signOut(runtime: Runtime, cookieValue: string | undefined): Promise<void> {
  const token = tokenOfCookie(cookieValue);
  if (token === undefined) return;
  const { sql } = runtime.database;
  await deleteSessionByHash(sql, hashSessionToken(runtime.env.FROLIC_SECRET, token));
}

async function finish(
  runtime: Runtime,
  request: Pick<SignInRequest, "cookies" | "requestId">,
  userId: string,
): Promise<void> {
  const { env, database } = runtime;
  const before = request.cookies.get(sessionCookieName(env));
  const old = await findSession(database.sql, env.FROLIC_SECRET, before);
  if (old) await deleteSession(database.sql, old.sessionId);
  // The log keeps only the id of who acted; the role is not known yet and not asked for.
  const actor: Actor = { kind: "user", userId, role: "brand", brandId: null };
  await writeAudit(database.sql, {
    actor,
    action: "user.signed_in",
    subjectKind: "user",
    subjectId: userId,
    requestId: request.requestId,
  });
}

/** The library's refusals, as ours; whatever else it throws is a bug or a lost store and goes on. */
async function orRefuse<T>(code: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (!isAPIError(cause)) throw cause;
    const over = overCodes.has(String(cause.body?.code));
    throw new AppError(over ? "second_factor_over" : code, { cause });
  }
}

const overCodes = new Set([
  "INVALID_TWO_FACTOR_COOKIE",
  "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE",
  "ACCOUNT_TEMPORARILY_LOCKED",
]);

export function cookieHeaders(cookies: ReadonlyMap<string, string>): Headers {
  const pairs = [...cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return new Headers({ cookie: pairs.join("; ") });
}
