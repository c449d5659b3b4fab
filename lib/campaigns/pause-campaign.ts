import type { PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import type { CampaignState } from "#lib/campaigns/contract.ts";
import { lockCampaign, updateCampaignState } from "#lib/campaigns/store-campaigns.ts";
import { listGameStates } from "#lib/campaigns/store-live.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

type PauseDeps = Omit<PublishDeps, "masterSecret">;
type Target = { readonly campaignId: string; readonly reason?: string };

/** Stops every live game at once. Plays accepted before still get their results; nothing is taken back. */
export function pauseCampaign(deps: PauseDeps, actor: Actor, input: Target): Promise<void> {
  return turn(deps, actor, input, { from: "live", to: "paused", action: "campaign.paused" });
}

/** Goes on with every paused game: the ends stay, and each plan is laid over the time that is left. */
export function resumeCampaign(deps: PauseDeps, actor: Actor, input: Target): Promise<void> {
  return turn(deps, actor, input, { from: "paused", to: "live", action: "campaign.resumed" });
}

interface Turn {
  readonly from: "live" | "paused";
  readonly to: Extract<CampaignState, "live" | "paused">;
  readonly action: string;
}

async function turn(deps: PauseDeps, actor: Actor, input: Target, step: Turn): Promise<void> {
  requirePermission(actor, "campaign", "pause");
  const { campaignId } = input;
  await deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    if (row.state === step.to) return;
    if (row.state !== step.from) throw new AppError("campaign_state");
    await updateCampaignState(tx, campaignId, step.to);
    const games = (await listGameStates(tx, campaignId)).filter(({ state }) => state === step.from);
    for (const { id } of games) {
      if (step.to === "paused") await deps.plays.pauseGame(tx, id);
      else await deps.plays.resumeGame(tx, id);
    }
    await writeAudit(tx, {
      actor,
      action: step.action,
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      before: { state: step.from },
      after: { state: step.to, games: games.map(({ id }) => id), reason: input.reason ?? "" },
      requestId: deps.requestId ?? null,
    });
  });
}
