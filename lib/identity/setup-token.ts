import { randomBytes } from "node:crypto";
import type { Actor, Role } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import {
  expireSetupTokens,
  findSetupToken,
  insertSetupToken,
  type SetupTokenRow,
} from "#lib/identity/store-setup-tokens.ts";
import { countUsers } from "#lib/identity/store-users.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

const setupValidS = 30 * 60;
const inviteValidS = 7 * 24 * 60 * 60;

export function hashSetupToken(masterSecret: string, token: string): Buffer {
  return hmacSha256(deriveKey(masterSecret, "setup-token"), token);
}

/** A fresh token for the first admin, good for half an hour; undefined once there are people. Voids older ones. */
export async function createSetupToken(
  sql: Sql,
  masterSecret: string,
): Promise<string | undefined> {
  const token = newToken();
  const created = await sql.begin(async (tx) => {
    if ((await countUsers(tx)) > 0) return false;
    await expireSetupTokens(tx, "setup");
    await insertSetupToken(tx, {
      tokenHash: hashSetupToken(masterSecret, token),
      purpose: "setup",
      email: null,
      role: null,
      brandId: null,
      createdBy: null,
      validS: setupValidS,
    });
    return true;
  });
  return created ? token : undefined;
}

export interface Invitation {
  readonly email: string;
  readonly role: Role;
  readonly brandId: string | null;
}

/** A one-time link for a new person, good for a week. The token is in the answer and nowhere else. */
export async function inviteUser(
  sql: Sql,
  masterSecret: string,
  actor: Actor,
  invitation: Invitation,
  requestId: string,
): Promise<string> {
  requirePermission(actor, "user", "invite");
  requireBrandForRole(invitation.role, invitation.brandId);
  const token = newToken();
  await sql.begin(async (tx) => {
    const [taken] = await tx`select 1 from "user" where email = ${invitation.email}`;
    if (taken) throw new AppError("email_taken");
    const tokenHash = hashSetupToken(masterSecret, token);
    await insertSetupToken(tx, {
      ...invitation,
      tokenHash,
      purpose: "invite",
      createdBy: actor.kind === "user" ? actor.userId : null,
      validS: inviteValidS,
    });
    await writeAudit(tx, {
      actor,
      action: "user.invited",
      subjectKind: "invitation",
      subjectId: tokenHash.toString("hex").slice(0, 16),
      after: { role: invitation.role, brandId: invitation.brandId },
      requestId,
    });
  });
  return token;
}

export type SetupState =
  | { readonly kind: "closed" }
  | { readonly kind: "expired"; readonly purpose: "setup" | "invite" }
  | { readonly kind: "open"; readonly token: SetupTokenRow };

/** What a `/setup` link is good for. `closed` is shown as an ordinary 404: the page does not exist any more. */
export async function setupState(
  executor: Executor,
  masterSecret: string,
  token: string | undefined,
): Promise<SetupState> {
  const row = token
    ? await findSetupToken(executor, hashSetupToken(masterSecret, token))
    : undefined;
  const first = (await countUsers(executor)) === 0;
  if (row?.purpose === "invite") {
    return row.usable ? { kind: "open", token: row } : { kind: "expired", purpose: "invite" };
  }
  if (!first) return { kind: "closed" };
  return row?.usable ? { kind: "open", token: row } : { kind: "expired", purpose: "setup" };
}

/** A brand person belongs to a brand; nobody else does. */
export function requireBrandForRole(role: Role, brandId: string | null): void {
  if ((role === "brand") === (brandId !== null)) return;
  const message = role === "brand" ? "Choose the brand." : "Only brand people belong to a brand.";
  throw new AppError("invalid", { fields: [{ path: "brandId", message }] });
}

function newToken(): string {
  return randomBytes(32).toString("base64url");
}
