import type { Role } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface SessionRow {
  readonly sessionId: string;
  readonly userId: string;
  readonly role: Role;
  readonly brandId: string | null;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly twoFactorEnabled: boolean;
  /** Seconds since the row was last marked as used. */
  readonly idleS: number;
}

export interface SessionLimits {
  readonly idleS: number;
  readonly absoluteS: number;
}

/** A session that may act at this moment: not idle, not over, its user not disabled. All by the database clock. */
export async function findLiveSession(
  executor: Executor,
  tokenHash: string,
  limits: SessionLimits,
): Promise<SessionRow | undefined> {
  const [row] = await executor<SessionRow[]>`
    select s.id as "sessionId", u.id as "userId", u.role, u.brand_id as "brandId", u.name, u.email,
      u.time_zone as "timeZone", u.two_factor_enabled as "twoFactorEnabled",
      extract(epoch from now() - s.updated_at)::float8 as "idleS"
    from session s join "user" u on u.id = s.user_id
    where s.token = ${tokenHash} and u.disabled_at is null and s.expires_at > now()
      and s.created_at > now() - make_interval(secs => ${limits.absoluteS})
      and s.updated_at > now() - make_interval(secs => ${limits.idleS})`;
  return row;
}

/** The same question by session id, for open sockets that are asked again every few seconds. */
export async function isSessionLive(
  executor: Executor,
  sessionId: string,
  limits: SessionLimits,
): Promise<boolean> {
  const [row] = await executor`
    select 1 from session s join "user" u on u.id = s.user_id
    where s.id = ${sessionId} and u.disabled_at is null and s.expires_at > now()
      and s.created_at > now() - make_interval(secs => ${limits.absoluteS})
      and s.updated_at > now() - make_interval(secs => ${limits.idleS})`;
  return row !== undefined;
}

export async function touchSession(executor: Executor, sessionId: string): Promise<void> {
  await executor`update session set updated_at = now() where id = ${sessionId}`;
}

export async function deleteSession(executor: Executor, sessionId: string): Promise<void> {
  await executor`delete from session where id = ${sessionId}`;
}

export async function deleteSessionByHash(executor: Executor, tokenHash: string): Promise<void> {
  await executor`delete from session where token = ${tokenHash}`;
}

/** Signs a person out everywhere, except for the one session that asked. Returns how many ended. */
export async function deleteSessionsOf(
  executor: Executor,
  userId: string,
  exceptSessionId: string | null = null,
): Promise<number> {
  const rows = await executor`
    delete from session where user_id = ${userId}
      and (${exceptSessionId}::uuid is null or id <> ${exceptSessionId}::uuid) returning id`;
  return rows.length;
}
