import { clearRehearsal } from "#lib/campaigns/end-rehearsal.ts";
import {
  advanceCampaigns,
  advanceGames,
  findTellableGame,
  type Transition,
} from "#lib/campaigns/store-live.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql, TransactionSql } from "#lib/platform/database.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

export type { Transition };

/**
 * Brings campaigns and games to the state their windows ask for by the database clock: scheduled → live →
 * ended. Called every second by the scheduler; a second caller at the same moment finds nothing left to do.
 * The changes are returned so that the host can tell whoever watches.
 */
export function advanceStates(sql: Sql): Promise<readonly Transition[]> {
  return sql.begin(async (tx) => {
    const changes = [...(await advanceCampaigns(tx)), ...(await advanceGames(tx))];
    for (const { kind, id, campaignId, before, after } of changes) {
      if (kind === "campaign" && after === "live") {
        await endRehearsal(tx, campaignId);
      }
      if (kind === "game" && after === "ended") await tellGameEnded(tx, id);
      await writeAudit(tx, {
        actor: { kind: "system" },
        action: after === "ended" ? `${kind}.ended` : `${kind}.started`,
        subjectKind: kind,
        subjectId: id,
        campaignId,
        before: { state: before },
        after: { state: after },
      });
    }
    return changes;
  });
}

/**
 * A rehearsal that cannot be wiped must not keep every campaign of the installation from starting. It is a campaign of
 * its own with brands and codes of its own, so nothing of it is counted; the closing round tries again after a day.
 */
async function endRehearsal(tx: TransactionSql, campaignId: string): Promise<void> {
  const by = { kind: "system" } as const;
  try {
    await tx.savepoint((point) => clearRehearsal(point, by, campaignId, "went live"));
  } catch (error) {
    await writeAudit(tx, {
      actor: by,
      action: "rehearsal.end_failed",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      after: { why: error instanceof Error ? error.message : "unknown" },
    });
  }
}

/** The world hears of a game that is over, but not of a rehearsal. */
async function tellGameEnded(tx: TransactionSql, gameId: string): Promise<void> {
  const data = await findTellableGame(tx, gameId);
  if (data) await writeEvent(tx, { type: "game.ended", data });
}
