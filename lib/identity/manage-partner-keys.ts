import { randomBytes } from "node:crypto";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { partnerKeyAad } from "#lib/identity/player-token-partner.ts";
import {
  insertPartnerKey,
  listPartnerKeys,
  type PartnerKeyRow,
  revokePartnerKeyRow,
} from "#lib/identity/store-partner-keys.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { deriveKey, seal } from "#lib/platform/secrets.ts";

export async function listPartners(executor: Executor, actor: Actor): Promise<PartnerKeyRow[]> {
  requirePermission(actor, "partnerKey", "read");
  return listPartnerKeys(executor);
}

export interface PartnerKeyRequest {
  readonly name: string;
  /** Confines its tokens to one campaign; null: any. */
  readonly campaignId: string | null;
}

/**
 * A shared secret with which a partner's backend signs players in (JWT, HS256, `kid` = id). It is kept sealed,
 * because verifying needs it; the partner sees it this one time.
 */
export async function createPartnerKey(
  sql: Sql,
  masterSecret: string,
  actor: Actor,
  request: PartnerKeyRequest,
  requestId: string,
): Promise<{ readonly id: string; readonly secret: string }> {
  requirePermission(actor, "partnerKey", "create");
  const id = `ptk_${randomBytes(9).toString("hex")}`;
  const secret = randomBytes(32).toString("base64url");
  const sealed = seal(
    deriveKey(masterSecret, "player-token"),
    Buffer.from(secret),
    partnerKeyAad(id),
  );
  await sql.begin(async (tx) => {
    await insertPartnerKey(tx, { ...request, id, sealedSecret: sealed });
    await writeAudit(tx, {
      actor,
      action: "partner_key.created",
      subjectKind: "partner_key",
      subjectId: id,
      campaignId: request.campaignId,
      after: { campaignId: request.campaignId },
      requestId,
    });
  });
  return { id, secret };
}

export async function revokePartnerKey(
  sql: Sql,
  actor: Actor,
  id: string,
  requestId: string,
): Promise<void> {
  requirePermission(actor, "partnerKey", "revoke");
  await sql.begin(async (tx) => {
    if (!(await revokePartnerKeyRow(tx, id))) throw new AppError("key_not_found");
    const subject = { subjectKind: "partner_key", subjectId: id };
    await writeAudit(tx, { actor, action: "partner_key.revoked", ...subject, requestId });
  });
}
