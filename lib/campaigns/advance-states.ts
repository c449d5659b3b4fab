import { clearRehearsal } from "#lib/campaigns/end-rehearsal.ts";
import { advanceCampaigns, advanceGames, type Transition } from "#lib/campaigns/store-live.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";

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
        await clearRehearsal(tx, { kind: "system" }, campaignId, "went live");
      }
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
