import type { CampaignDeps } from "#lib/campaigns/campaign-deps.ts";
import type { PlayPort } from "#lib/campaigns/play-port.ts";
import { listRunningIds, lockCampaign, markHeld } from "#lib/campaigns/store-campaigns.ts";
import { listGameStates } from "#lib/campaigns/store-live.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";

interface HoldDeps extends CampaignDeps {
  readonly plays: Pick<PlayPort, "pauseGame">;
}

/**
 * Stops every campaign that players could play, because the database was restored: somebody looks before it goes on,
 * and where two people make such changes, two do. A campaign that is paused already is held as well. Safe to repeat.
 * Answers how many are held now.
 */
export async function holdCampaigns(
  deps: HoldDeps,
  actor: Actor,
  { reason }: { readonly reason: string },
): Promise<number> {
  requirePermission(actor, "campaign", "pause");
  return deps.sql.begin(async (tx) => {
    const ids = await listRunningIds(tx);
    for (const campaignId of ids) await hold(tx, deps, actor, { campaignId, reason });
    return ids.length;
  });
}

async function hold(
  tx: Executor,
  deps: HoldDeps,
  actor: Actor,
  { campaignId, reason }: { readonly campaignId: string; readonly reason: string },
): Promise<void> {
  const row = await lockCampaign(tx, campaignId);
  const games = (await listGameStates(tx, campaignId)).filter(({ state }) => state === "live");
  await markHeld(tx, campaignId);
  for (const { id } of games) await deps.plays.pauseGame(tx, id);
  await writeAudit(tx, {
    actor,
    action: "campaign.held",
    subjectKind: "campaign",
    subjectId: campaignId,
    campaignId,
    before: { state: row.state },
    after: { state: "paused", games: games.map(({ id }) => id), reason },
    requestId: deps.requestId ?? null,
  });
}
