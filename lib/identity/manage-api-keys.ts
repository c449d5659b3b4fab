import { newApiKey } from "#lib/identity/api-key-format.ts";
import type { Actor, ApiKeyScope } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import {
  type ApiKeyRow,
  insertApiKey,
  listApiKeys,
  revokeKeyRow,
} from "#lib/identity/store-api-keys.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export async function listKeys(executor: Executor, actor: Actor): Promise<ApiKeyRow[]> {
  requirePermission(actor, "apiKey", "read");
  return listApiKeys(executor);
}

export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  /** Confines the key to one brand's rows. */
  readonly brandId: string | null;
  readonly expiresAt: Date | null;
}

/** The answer holds the key in the clear: the only time it is ever seen. */
export async function createKey(
  sql: Sql,
  actor: Actor,
  request: KeyRequest,
  requestId: string,
): Promise<{ readonly id: string; readonly key: string }> {
  requirePermission(actor, "apiKey", "create");
  if (actor.kind !== "user") throw new AppError("forbidden");
  const { key, id, secretHash } = newApiKey();
  await sql.begin(async (tx) => {
    await insertApiKey(tx, { ...request, id, secretHash, ownerId: actor.userId });
    const { scopes, brandId, expiresAt } = request;
    await writeAudit(tx, {
      actor,
      action: "api_key.created",
      subjectKind: "api_key",
      subjectId: id,
      after: { scopes, brandId, expiresAt },
      requestId,
    });
  });
  return { id, key };
}

/** Dead with the next call: keys are verified against the row each time. */
export async function revokeKey(
  sql: Sql,
  actor: Actor,
  id: string,
  requestId: string,
): Promise<void> {
  requirePermission(actor, "apiKey", "revoke");
  await sql.begin(async (tx) => {
    if (!(await revokeKeyRow(tx, id))) throw new AppError("key_not_found");
    const entry = { actor, action: "api_key.revoked", subjectKind: "api_key", subjectId: id };
    await writeAudit(tx, { ...entry, requestId });
  });
}
