import type { Role } from "#lib/identity/contract.ts";
import { hashPassword } from "#lib/identity/hash-password.ts";
import { hashSetupToken } from "#lib/identity/setup-token.ts";
import {
  findSetupToken,
  lockSetup,
  type SetupTokenRow,
  useSetupToken,
} from "#lib/identity/store-setup-tokens.ts";
import { countUsers, insertUser } from "#lib/identity/store-users.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface SetupForm {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly timeZone: string;
}

/**
 * Makes the first admin, or the person an invitation names. The token is looked at before the costly hash, and
 * taken in the transaction that makes the person: a link works once, and two first admins cannot be.
 */
export async function acceptSetup(
  sql: Sql,
  masterSecret: string,
  form: SetupForm,
  requestId: string,
): Promise<{ readonly userId: string; readonly role: Role }> {
  const tokenHash = hashSetupToken(masterSecret, form.token);
  const token = await findSetupToken(sql, tokenHash);
  if (!token?.usable) throw unusable(token);
  const passwordHash = await hashPassword(form.password);
  const role = token.purpose === "setup" ? "admin" : (token.role ?? "marketer");
  const userId = await sql.begin(async (tx) => {
    await lockSetup(tx);
    if (token.purpose === "setup" && (await countUsers(tx)) > 0) throw new AppError("setup_done");
    if (!(await useSetupToken(tx, tokenHash))) throw unusable(token);
    const { name, timeZone } = form;
    const email = form.email.toLowerCase();
    const draft = { name, email, timeZone, role, brandId: token.brandId, passwordHash };
    const id = await insertUser(tx, draft);
    if (id === undefined) throw new AppError("email_taken");
    await writeAudit(tx, {
      actor: { kind: "user", userId: id, role, brandId: token.brandId },
      action: token.purpose === "setup" ? "user.first_admin_created" : "user.joined",
      subjectKind: "user",
      subjectId: id,
      after: { role, brandId: token.brandId },
      requestId,
    });
    return id;
  });
  return { userId, role };
}

function unusable(token: SetupTokenRow | undefined): AppError {
  return new AppError(token?.purpose === "invite" ? "invite_invalid" : "setup_token_invalid");
}
