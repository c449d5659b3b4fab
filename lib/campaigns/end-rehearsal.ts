import { wipeRehearsal } from "#lib/campaigns/store-rehearsal.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Why a rehearsal is over. */
export type RehearsalEnd = "ended" | "went live" | "forgotten";

/**
 * Wipes the rehearsal of a campaign in the caller's transaction, with the row that says so; false when there is none.
 * Going live calls it in the transaction in which the campaign goes live, so that no play of a rehearsal stands beside
 * a real one.
 */
export async function clearRehearsal(
  tx: Executor,
  by: Actor,
  campaignId: string,
  why: RehearsalEnd,
): Promise<boolean> {
  const was = await wipeRehearsal(tx, campaignId);
  if (!was) return false;
  await writeAudit(tx, {
    actor: by,
    action: "rehearsal.ended",
    subjectKind: "campaign",
    subjectId: campaignId,
    campaignId,
    before: was,
    after: { why },
  });
  return true;
}
