import { actorIdOf } from "#lib/identity/actor-id.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { insertAudit } from "#lib/identity/store-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { assert } from "#lib/platform/errors.ts";

export interface AuditEntry {
  readonly actor: Actor;
  /** Verb in the past, prefixed by the subject: `campaign.published`, `api_key.revoked`. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly campaignId?: string | null;
  /** What changed, as JSON: ids and settings, never names of people, addresses or codes. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly requestId?: string | null;
}

const actionPattern = /^[a-z_]+(?:\.[a-z_]+)+$/;

/**
 * Records who did what. Pass the transaction of the change itself: both commit or neither does. The row is
 * chained later by the sealer and can never be changed or deleted.
 */
export async function writeAudit(tx: Executor, entry: AuditEntry): Promise<void> {
  assert(actionPattern.test(entry.action), `an audit action reads subject.verb: ${entry.action}`);
  await insertAudit(tx, {
    actorKind: entry.actor.kind,
    actorId: actorIdOf(entry.actor),
    action: entry.action,
    subjectKind: entry.subjectKind,
    subjectId: entry.subjectId,
    campaignId: entry.campaignId ?? null,
    before: jsonText(entry.before),
    after: jsonText(entry.after),
    requestId: entry.requestId ?? null,
  });
}

function jsonText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
