import type { Role } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly twoFactorEnabled: boolean;
  readonly disabledAt: string | null;
  readonly lastSeenAt: string | null;
  readonly createdAt: string;
}

export async function isUserEnabled(executor: Executor, userId: string): Promise<boolean> {
  const [row] = await executor`select 1 from "user" where id = ${userId} and disabled_at is null`;
  return row !== undefined;
}

export async function countUsers(executor: Executor): Promise<number> {
  const [row] = await executor<{ count: number }[]>`select count(*)::int as count from "user"`;
  return row?.count ?? 0;
}

export async function listUsers(executor: Executor): Promise<UserRow[]> {
  return executor<UserRow[]>`
    select u.id, u.name, u.email, u.role, u.brand_id as "brandId", b.name as "brandName",
      u.two_factor_enabled as "twoFactorEnabled", u.disabled_at as "disabledAt", u.created_at as "createdAt",
      (select max(s.updated_at) from session s where s.user_id = u.id) as "lastSeenAt"
    from "user" u left join brand b on b.id = u.brand_id
    order by u.disabled_at nulls first, u.name, u.id`;
}

export interface UserFacts {
  readonly id: string;
  readonly role: Role;
  readonly brandId: string | null;
  readonly disabled: boolean;
  /** Nothing is left that could sign in. */
  readonly erased: boolean;
}

/** Locks the row, so that two admins changing the same person take turns. */
export async function lockUser(executor: Executor, userId: string): Promise<UserFacts | undefined> {
  const [row] = await executor<UserFacts[]>`
    select id, role, brand_id as "brandId", disabled_at is not null as disabled,
      erased_at is not null as erased
    from "user" where id = ${userId} for update`;
  return row;
}

/** Admins who can still sign in. Locks them in id order: the last two cannot disable each other at once. */
export async function lockEnabledAdmins(executor: Executor): Promise<string[]> {
  const rows = await executor<{ id: string }[]>`
    select id from "user" where role = 'admin' and disabled_at is null order by id for update`;
  return rows.map((row) => row.id);
}

export interface UserDraft {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly brandId: string | null;
  readonly timeZone: string;
  readonly passwordHash: string;
}

/** Undefined when the address belongs to somebody already. */
export async function insertUser(
  executor: Executor,
  draft: UserDraft,
): Promise<string | undefined> {
  const [row] = await executor<{ id: string }[]>`
    insert into "user" (name, email, email_verified, role, brand_id, time_zone)
    values (${draft.name}, ${draft.email}, true, ${draft.role}, ${draft.brandId}, ${draft.timeZone})
    on conflict (email) do nothing returning id`;
  if (!row) return undefined;
  await executor`
    insert into account (account_id, provider_id, user_id, password)
    values (${row.id}, 'credential', ${row.id}, ${draft.passwordHash})`;
  return row.id;
}

export async function setUserRole(
  executor: Executor,
  userId: string,
  role: Role,
  brandId: string | null,
): Promise<void> {
  await executor`
    update "user" set role = ${role}, brand_id = ${brandId}, updated_at = now() where id = ${userId}`;
}

export async function setUserDisabled(
  executor: Executor,
  userId: string,
  disabled: boolean,
): Promise<void> {
  await executor`
    update "user" set disabled_at = case when ${disabled} then now() end, updated_at = now()
    where id = ${userId}`;
}

export async function setUserProfile(
  executor: Executor,
  userId: string,
  profile: { readonly name: string; readonly timeZone: string },
): Promise<void> {
  await executor`
    update "user" set name = ${profile.name}, time_zone = ${profile.timeZone}, updated_at = now()
    where id = ${userId}`;
}

export async function findPasswordHash(
  executor: Executor,
  userId: string,
): Promise<string | undefined> {
  const [row] = await executor<{ password: string }[]>`
    select password from account where user_id = ${userId} and provider_id = 'credential'`;
  return row?.password;
}

export async function setPasswordHash(
  executor: Executor,
  userId: string,
  passwordHash: string,
): Promise<void> {
  await executor`
    update account set password = ${passwordHash}, updated_at = now()
    where user_id = ${userId} and provider_id = 'credential'`;
}
