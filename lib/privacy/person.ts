// What is held about people of staff and brands, and its end. Their names and addresses stand in one row each; ledgers
// and logs name them by a random id alone, so erasing changes no chain.

import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { deleteSessionsOf } from "#lib/identity/store-sessions.ts";
import { lockEnabledAdmins, lockUser } from "#lib/identity/store-users.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { erasedEmail, erasedName, type HeldAboutPerson } from "#lib/privacy/contract.ts";
import {
  deleteCredentials,
  endKeys,
  findPerson,
  findUserId,
  forgetInvitations,
  overwritePerson,
  selectActs,
  selectApiKeys,
  selectCodesSeen,
  selectInvitations,
  selectPerson,
  selectSecondFactor,
  selectSessions,
} from "#lib/privacy/store-people.ts";

export interface PrivacyDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

/** The id behind an e-mail address. */
export async function findPersonByEmail(
  deps: PrivacyDeps,
  actor: Actor,
  { email }: { readonly email: string },
): Promise<string> {
  requirePermission(actor, "privacy", "export");
  const userId = await findUserId(deps.sql, email);
  if (userId === undefined) throw new AppError("user_not_found");
  return userId;
}

/** All of one moment. That it was exported is on record. */
export async function exportPerson(
  deps: PrivacyDeps,
  actor: Actor,
  { userId }: { readonly userId: string },
): Promise<HeldAboutPerson> {
  requirePermission(actor, "privacy", "export");
  return deps.sql.begin("isolation level repeatable read", async (tx) => {
    const row = await findPerson(tx, userId);
    const [person] = row ? await selectPerson(tx, userId) : [];
    if (!row || !person) throw new AppError("user_not_found");
    const who = { kind: "user", id: userId } as const;
    const held = {
      person,
      sessions: await selectSessions(tx, userId),
      secondFactor: await selectSecondFactor(tx, userId),
      apiKeys: await selectApiKeys(tx, userId),
      invitations: await selectInvitations(tx, row),
      acts: await selectActs(tx, who),
      codesSeen: await selectCodesSeen(tx, who),
    };
    const subject = { subjectKind: "user", subjectId: userId };
    const requestId = deps.requestId ?? null;
    await writeAudit(tx, { actor, action: "user.exported", ...subject, requestId });
    return held;
  });
}

/**
 * Name, address, credentials, sessions and invitations are gone, keys are revoked and their names as well; the row and
 * its id stay. For good: nobody can enable the person again. Asking twice is asking once.
 */
export async function erasePerson(
  deps: PrivacyDeps,
  actor: Actor,
  { userId }: { readonly userId: string },
): Promise<void> {
  requirePermission(actor, "privacy", "erase");
  await deps.sql.begin(async (tx) => {
    const admins = await lockEnabledAdmins(tx);
    const user = await lockUser(tx, userId);
    const person = user && (await findPerson(tx, userId));
    if (!person) throw new AppError("user_not_found");
    if (person.isErased) return;
    if (admins.length === 1 && admins[0] === userId) throw new AppError("last_admin");
    const sessions = await deleteSessionsOf(tx, userId);
    const keys = await endKeys(tx, userId, erasedName);
    await deleteCredentials(tx, userId);
    await forgetInvitations(tx, person.email);
    await overwritePerson(tx, userId, { name: erasedName, email: erasedEmail(userId) });
    await writeAudit(tx, {
      actor,
      action: "user.erased",
      subjectKind: "user",
      subjectId: userId,
      after: { sessions, keys },
      requestId: deps.requestId ?? null,
    });
  });
}
