import { basisOf, isApprovalRequired, requestApproval } from "#lib/approvals/request-approval.ts";
import type { PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import {
  type CampaignRow,
  lockCampaign,
  updateCampaignState,
} from "#lib/campaigns/store-campaigns.ts";
import { listGameStates } from "#lib/campaigns/store-live.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

type PauseDeps = Omit<PublishDeps, "masterSecret">;
type Target = { readonly campaignId: string; readonly reason?: string };

/** Stops every live game at once. Plays accepted before still get their results; nothing is taken back. */
export async function pauseCampaign(
  deps: PauseDeps,
  actor: Actor,
  { campaignId, reason }: Target,
): Promise<void> {
  requirePermission(actor, "campaign", "pause");
  await deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    if (row.state === "paused") return;
    if (row.state !== "live") throw new AppError("campaign_state");
    await turn(tx, deps, { actor, row, note: { reason: reason ?? "" } }, pausing);
  });
}

/**
 * Goes on with every paused game: the ends stay, and each plan is laid over the time that is left. A campaign that was
 * held after a restore goes on at once, or where two people make such changes becomes a request; its id is answered.
 */
export async function resumeCampaign(
  deps: PauseDeps,
  actor: Actor,
  { campaignId, reason }: Target,
): Promise<{ readonly approvalId: string | null }> {
  requirePermission(actor, "campaign", "pause");
  return deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    if (row.state === "live") return { approvalId: null };
    if (row.state !== "paused") throw new AppError("campaign_state");
    if (row.heldAt !== null && (await isApprovalRequired(tx))) {
      return { approvalId: await askToResume(tx, deps, { actor, row, note: reason ?? "" }) };
    }
    await goOn(tx, deps, { actor, row, note: { reason: reason ?? "" } });
    return { approvalId: null };
  });
}

/** What a request to go on is made against: any pause or resumption in between makes it another. */
export function standingOf({ id, state, heldAt }: CampaignRow): unknown {
  return { id, state, heldAt };
}

function askToResume(
  tx: Executor,
  deps: PauseDeps,
  { actor, row, note }: { readonly actor: Actor; readonly row: CampaignRow; readonly note: string },
): Promise<string> {
  return requestApproval(tx, {
    ...{ actor, note, kind: "campaign_resume", campaignId: row.id, payload: {} },
    lines: [{ path: "state", label: "State", before: "Paused after a restore", after: "Live" }],
    basis: basisOf(standingOf(row)),
    requestId: deps.requestId ?? null,
  });
}

interface Step {
  readonly from: "live" | "paused";
  readonly to: "live" | "paused";
  readonly action: string;
}
const pausing: Step = { from: "live", to: "paused", action: "campaign.paused" };
const resuming: Step = { from: "paused", to: "live", action: "campaign.resumed" };

interface Turned {
  readonly actor: Actor;
  readonly row: CampaignRow;
  readonly note: Readonly<Record<string, string>>;
}

/** Resumes under the row lock of the caller, who has asked for the permission. */
export function goOn(tx: Executor, deps: PauseDeps, turned: Turned): Promise<void> {
  if (turned.row.state !== "paused") throw new AppError("campaign_state");
  return turn(tx, deps, turned, resuming);
}

async function turn(
  tx: Executor,
  deps: PauseDeps,
  { actor, row, note }: Turned,
  step: Step,
): Promise<void> {
  await updateCampaignState(tx, row.id, step.to);
  const games = (await listGameStates(tx, row.id)).filter(({ state }) => state === step.from);
  for (const { id } of games) {
    if (step.to === "paused") await deps.plays.pauseGame(tx, id);
    else await deps.plays.resumeGame(tx, id);
  }
  await writeAudit(tx, {
    actor,
    action: step.action,
    subjectKind: "campaign",
    subjectId: row.id,
    campaignId: row.id,
    before: { state: step.from },
    after: { state: step.to, games: games.map(({ id }) => id), ...note },
    requestId: deps.requestId ?? null,
  });
}
