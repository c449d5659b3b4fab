import type { ApprovalKind, ApprovalLine } from "#lib/approvals/contract.ts";
import { insertApproval, isSwitchOn } from "#lib/approvals/store-approvals.ts";
import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { sha256 } from "#lib/platform/node-digest.ts";

/** Whether the changes that two people make need the second one here. */
export function isApprovalRequired(db: Executor): Promise<boolean> {
  return isSwitchOn(db);
}

/** What a request was made against, as 64 hex letters: another value means that the subject has changed since. */
export function basisOf(state: unknown): string {
  // Through JSON and back, as the database keeps it: no undefined, no dates.
  const plain = JSON.parse(JSON.stringify(state)) as JsonValue;
  return Buffer.from(sha256(Buffer.from(canonicalJson(plain), "utf8"))).toString("hex");
}

export interface AskedChange {
  readonly actor: Actor;
  readonly kind: ApprovalKind;
  readonly campaignId: string | null;
  readonly payload: unknown;
  readonly lines: readonly ApprovalLine[];
  readonly basis: string;
  readonly note?: string | undefined;
  readonly requestId: string | null;
}

/** Who answers for a change: a person, or the owner of the key. A clock can ask nobody. */
function makerOf(actor: Actor): string {
  if (actor.kind === "user") return actor.userId;
  if (actor.kind === "api_key") return actor.ownerId;
  throw new AppError("approval_needs_person");
}

/** Notes the request in the transaction of the use case, which has asked for the permission; changes nothing else. */
export async function requestApproval(tx: Executor, asked: AskedChange): Promise<string> {
  const { actor, kind, campaignId, lines, basis } = asked;
  const id = await insertApproval(tx, {
    ...{ kind, campaignId, lines, basis },
    payload: JSON.stringify(asked.payload),
    note: asked.note ?? "",
    makerId: makerOf(actor),
  });
  await writeAudit(tx, {
    actor,
    action: "approval.requested",
    subjectKind: "approval",
    subjectId: id,
    campaignId,
    after: { kind, lines, basis },
    requestId: asked.requestId,
  });
  return id;
}
