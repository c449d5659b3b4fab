import type { Actor, Role } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { requireBrandForRole } from "#lib/identity/setup-token.ts";
import { deleteSessionsOf } from "#lib/identity/store-sessions.ts";
import {
  listUsers,
  lockEnabledAdmins,
  lockUser,
  setUserDisabled,
  setUserRole,
  type UserFacts,
  type UserRow,
} from "#lib/identity/store-users.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export async function listPeople(executor: Executor, actor: Actor): Promise<UserRow[]> {
  requirePermission(actor, "user", "read");
  return listUsers(executor);
}

export interface RoleChange {
  readonly userId: string;
  readonly role: Role;
  readonly brandId: string | null;
}

/** Takes effect at once: every session of the person ends, so no page of the old role stays open. */
export async function changeRole(
  sql: Sql,
  actor: Actor,
  change: RoleChange,
  requestId: string,
): Promise<void> {
  requirePermission(actor, "user", "changeRole");
  requireBrandForRole(change.role, change.brandId);
  await sql.begin(async (tx) => {
    const admins = await lockEnabledAdmins(tx);
    const user = await lockUser(tx, change.userId);
    if (!user) throw new AppError("user_not_found");
    if (change.role !== "admin") requireOtherAdmin(admins, user);
    await setUserRole(tx, user.id, change.role, change.brandId);
    await deleteSessionsOf(tx, user.id);
    await writeAudit(tx, {
      actor,
      action: "user.role_changed",
      subjectKind: "user",
      subjectId: user.id,
      before: { role: user.role, brandId: user.brandId },
      after: { role: change.role, brandId: change.brandId },
      requestId,
    });
  });
}

/** Disabling ends every session at once and refuses later sign-ins; keys of the person stop working too. */
export async function setDisabled(
  sql: Sql,
  actor: Actor,
  change: { readonly userId: string; readonly disabled: boolean },
  requestId: string,
): Promise<void> {
  requirePermission(actor, "user", "disable");
  await sql.begin(async (tx) => {
    const admins = await lockEnabledAdmins(tx);
    const user = await lockUser(tx, change.userId);
    if (!user) throw new AppError("user_not_found");
    if (change.disabled) requireOtherAdmin(admins, user);
    else if (user.erased) throw new AppError("user_erased");
    await setUserDisabled(tx, user.id, change.disabled);
    if (change.disabled) await deleteSessionsOf(tx, user.id);
    await writeAudit(tx, {
      actor,
      action: change.disabled ? "user.disabled" : "user.enabled",
      subjectKind: "user",
      subjectId: user.id,
      before: { disabled: user.disabled },
      after: { disabled: change.disabled },
      requestId,
    });
  });
}

/** Without an admin nobody could ever let anybody in again. */
function requireOtherAdmin(admins: readonly string[], user: UserFacts): void {
  if (admins.length === 1 && admins[0] === user.id) throw new AppError("last_admin");
}
