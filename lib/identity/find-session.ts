import type { Role } from "#lib/identity/contract.ts";
import { hashSessionToken, tokenOfCookie } from "#lib/identity/session-token.ts";
import { findLiveSession, isSessionLive, touchSession } from "#lib/identity/store-sessions.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Staff sessions end half an hour after the last request and twelve hours after the login. */
export const sessionLimits = { idleS: 30 * 60, absoluteS: 12 * 60 * 60 } as const;

/** Marking every request as use would write a row per request; once a minute keeps the idle limit honest enough. */
const touchAfterS = 60;

export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  readonly role: Role;
  readonly brandId: string | null;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly twoFactorEnabled: boolean;
}

/**
 * Who a session cookie stands for, read from the database on every request: revoking, disabling or a change of
 * role counts at once, nothing is cached.
 */
export async function findSession(
  executor: Executor,
  masterSecret: string,
  cookieValue: string | undefined,
): Promise<SignedIn | undefined> {
  const token = tokenOfCookie(cookieValue);
  if (token === undefined) return undefined;
  const row = await findLiveSession(executor, hashSessionToken(masterSecret, token), sessionLimits);
  if (!row) return undefined;
  const { idleS, ...signedIn } = row;
  if (idleS > touchAfterS) await touchSession(executor, row.sessionId);
  return signedIn;
}

/** For sockets: whether the session behind a ticket may still act. */
export function isSessionStillLive(executor: Executor, sessionId: string): Promise<boolean> {
  return isSessionLive(executor, sessionId, sessionLimits);
}
