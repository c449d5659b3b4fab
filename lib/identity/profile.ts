import { isAPIError } from "better-auth/api";
import type { Actor } from "#lib/identity/contract.ts";
import { hashPassword, verifyPassword } from "#lib/identity/hash-password.ts";
import { identityHost } from "#lib/identity/identity-host.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { cookieHeaders } from "#lib/identity/sign-in.ts";
import { deleteSessionsOf } from "#lib/identity/store-sessions.ts";
import { findPasswordHash, setPasswordHash, setUserProfile } from "#lib/identity/store-users.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

type Person = Extract<Actor, { kind: "user" }>;

export async function updateProfile(
  sql: Sql,
  actor: Person,
  profile: { readonly name: string; readonly timeZone: string },
  requestId: string,
): Promise<void> {
  requirePermission(actor, "profile", "edit");
  await sql.begin(async (tx) => {
    await setUserProfile(tx, actor.userId, profile);
    const after = { timeZone: profile.timeZone };
    await writeAudit(tx, { ...ofPerson(actor, "user.profile_changed", requestId), after });
  });
}

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  /** The session that stays; all others of the person end. */
  readonly sessionId: string;
}

export async function changePassword(
  sql: Sql,
  actor: Person,
  change: PasswordChange,
  requestId: string,
): Promise<void> {
  requirePermission(actor, "profile", "edit");
  await requirePassword(sql, actor.userId, change.currentPassword);
  const passwordHash = await hashPassword(change.newPassword);
  await sql.begin(async (tx) => {
    await setPasswordHash(tx, actor.userId, passwordHash);
    await deleteSessionsOf(tx, actor.userId, change.sessionId);
    await writeAudit(tx, ofPerson(actor, "user.password_changed", requestId));
  });
}

/** Ends every other session of the person; answers how many. */
export async function signOutElsewhere(
  sql: Sql,
  actor: Person,
  sessionId: string,
  requestId: string,
): Promise<number> {
  requirePermission(actor, "profile", "edit");
  return sql.begin(async (tx) => {
    const ended = await deleteSessionsOf(tx, actor.userId, sessionId);
    await writeAudit(tx, {
      ...ofPerson(actor, "user.sessions_ended", requestId),
      after: { ended },
    });
    return ended;
  });
}

export interface TotpEnrolment {
  /** For the authenticator app, as a QR code. */
  readonly uri: string;
  /** Each signs in once without the app; shown this one time. */
  readonly backupCodes: readonly string[];
}

/** Makes a secret. It takes effect only once `confirmTotp` has seen a code of it. */
export async function startTotp(
  runtime: Runtime,
  actor: Person,
  request: { readonly password: string; readonly cookies: ReadonlyMap<string, string> },
): Promise<TotpEnrolment> {
  requirePermission(actor, "profile", "edit");
  const { auth } = identityHost(runtime);
  const answer = await orWrongPassword(() =>
    auth.api.enableTwoFactor({
      body: { password: request.password, method: "totp" },
      headers: cookieHeaders(request.cookies),
    }),
  );
  if (!("totpURI" in answer)) throw new AppError("internal");
  return { uri: answer.totpURI, backupCodes: answer.backupCodes };
}

/** Switches the second factor on. The session is replaced: the answer's cookies go to the browser. */
export async function confirmTotp(
  runtime: Runtime,
  actor: Person,
  request: {
    readonly code: string;
    readonly cookies: ReadonlyMap<string, string>;
    readonly requestId: string;
  },
): Promise<readonly string[]> {
  requirePermission(actor, "profile", "edit");
  const { auth } = identityHost(runtime);
  const code = request.code.replaceAll(/\s/g, "");
  const headers = cookieHeaders(request.cookies);
  const answer = await refuseAs("second_factor_failed", () =>
    auth.api.verifyTOTP({ body: { code }, headers, returnHeaders: true }),
  );
  const { sql } = runtime.database;
  await writeAudit(sql, ofPerson(actor, "user.second_factor_enabled", request.requestId));
  return answer.headers.getSetCookie();
}

export async function disableTotp(
  runtime: Runtime,
  actor: Person,
  request: {
    readonly password: string;
    readonly cookies: ReadonlyMap<string, string>;
    readonly requestId: string;
  },
): Promise<readonly string[]> {
  requirePermission(actor, "profile", "edit");
  const { auth } = identityHost(runtime);
  const answer = await orWrongPassword(() =>
    auth.api.disableTwoFactor({
      body: { password: request.password },
      headers: cookieHeaders(request.cookies),
      returnHeaders: true,
    }),
  );
  const { sql } = runtime.database;
  await writeAudit(sql, ofPerson(actor, "user.second_factor_disabled", request.requestId));
  return answer.headers.getSetCookie();
}

async function requirePassword(sql: Sql, userId: string, password: string): Promise<void> {
  const stored = await findPasswordHash(sql, userId);
  if (stored === undefined || !(await verifyPassword(stored, password))) throw wrongPassword();
}

function wrongPassword(cause?: unknown): AppError {
  const fields = [{ path: "currentPassword", message: "This is not your present password." }];
  return new AppError("invalid", { fields, cause });
}

async function orWrongPassword<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (isAPIError(cause)) throw wrongPassword(cause);
    throw cause;
  }
}

async function refuseAs<T>(code: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (isAPIError(cause)) throw new AppError(code, { cause });
    throw cause;
  }
}

function ofPerson(actor: Person, action: string, requestId: string) {
  return { actor, action, subjectKind: "user", subjectId: actor.userId, requestId };
}
