import type { Executor } from "#lib/platform/database.ts";
import type { HeldRows } from "#lib/privacy/contract.ts";

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly isErased: boolean;
}

export async function findPerson(db: Executor, userId: string): Promise<PersonRow | undefined> {
  const [row] = await db<PersonRow[]>`
    select id, email, erased_at is not null as "isErased" from "user" where id = ${userId}`;
  return row;
}

export async function findUserId(db: Executor, email: string): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`select id from "user" where email = lower(${email})`;
  return row?.id;
}

export async function selectPerson(db: Executor, userId: string): Promise<HeldRows> {
  return db`
    select id, name, email, email_verified, image, role, brand_id, time_zone, two_factor_enabled, disabled_at,
      erased_at, created_at, updated_at,
      (select jsonb_agg(jsonb_build_object('provider', a.provider_id, 'createdAt', a.created_at))
         from account a where a.user_id = u.id) as "signsInBy"
    from "user" u where id = ${userId}`;
}

export async function selectSessions(db: Executor, userId: string): Promise<HeldRows> {
  return db`
    select id, ip_address, user_agent, created_at, updated_at, expires_at from session
    where user_id = ${userId} order by created_at`;
}

export async function selectSecondFactor(db: Executor, userId: string): Promise<HeldRows> {
  return db`
    select verified, failed_verification_count, locked_until from two_factor where user_id = ${userId}`;
}

export async function selectApiKeys(db: Executor, userId: string): Promise<HeldRows> {
  return db`
    select id, name, brand_id, scopes, last_used_at, expires_at, revoked_at, created_at from api_key
    where owner_id = ${userId} order by created_at`;
}

export async function selectInvitations(db: Executor, { id, email }: PersonRow): Promise<HeldRows> {
  return db`
    select purpose, email, role, brand_id, expires_at, used_at, created_at, created_by from setup_token
    where created_by = ${id} or lower(email) = ${email} order by created_at`;
}

/** The audit log by who acted and by what was acted on. */
export async function selectActs(
  db: Executor,
  who: { readonly kind: "user" | "player"; readonly id: string },
): Promise<HeldRows> {
  return db`
    select id::text as id, at, actor_kind, actor_id, action, subject_kind, subject_id, campaign_id, before, after
    from audit_log
    where (actor_kind = ${who.kind} and actor_id = ${who.id})
      or (subject_kind = ${who.kind} and subject_id = ${who.id})
    order by id`;
}

export async function selectCodesSeen(
  db: Executor,
  who: { readonly kind: "user" | "player"; readonly id: string },
): Promise<HeldRows> {
  return db`
    select coupon_id::text as coupon_id, purpose, at from coupon_access
    where actor_kind = ${who.kind} and actor_id = ${who.id} order by id`;
}

/** Keys stop with their owner; their names are the owner's words. */
export async function endKeys(tx: Executor, userId: string, name: string): Promise<number> {
  const result = await tx`
    update api_key set name = ${name}, revoked_at = coalesce(revoked_at, now()) where owner_id = ${userId}`;
  return result.count;
}

/** Password, second factor, and what a sign-in or an enrolment under way has left. */
export async function deleteCredentials(tx: Executor, userId: string): Promise<void> {
  await tx`delete from account where user_id = ${userId}`;
  await tx`delete from two_factor where user_id = ${userId}`;
  await tx`delete from verification where value like ${`%${userId}%`}`;
}

export async function forgetInvitations(tx: Executor, email: string): Promise<void> {
  await tx`
    update setup_token set email = null, expires_at = least(expires_at, now()) where lower(email) = ${email}`;
}

export async function overwritePerson(
  tx: Executor,
  userId: string,
  given: { readonly name: string; readonly email: string },
): Promise<void> {
  await tx`
    update "user" set name = ${given.name}, email = ${given.email}, email_verified = false, image = null,
      time_zone = 'UTC', two_factor_enabled = false, disabled_at = coalesce(disabled_at, now()),
      erased_at = now(), updated_at = now()
    where id = ${userId}`;
}
