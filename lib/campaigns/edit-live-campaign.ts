import { basisOf, isApprovalRequired, requestApproval } from "#lib/approvals/request-approval.ts";
import { type PublishDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignDoc, FieldChange, GameDoc } from "#lib/campaigns/contract.ts";
import { pacerConfigOf } from "#lib/campaigns/game-pacing.ts";
import {
  type GuardedPrize,
  guardedPrizes,
  requestLines,
  type SavedLive,
} from "#lib/campaigns/guarded-changes.ts";
import { layOutGame, networkCaps } from "#lib/campaigns/lay-out-game.ts";
import { type LiveChanges, liveChanges } from "#lib/campaigns/live-fields.ts";
import { factsFor, stateAt } from "#lib/campaigns/publish-campaign.ts";
import { publishChecklist } from "#lib/campaigns/publish-checklist.ts";
import {
  type CampaignRow,
  insertRevision,
  lockCampaign,
  updateDoc,
} from "#lib/campaigns/store-campaigns.ts";
import { poolNames } from "#lib/campaigns/store-facts.ts";
import { lockGames, updateLiveGame, updateLivePrize } from "#lib/campaigns/store-live.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { InfeasiblePlanError } from "#lib/pacing/plan-bounds.ts";
import { changeIn, EmptyPlanError } from "#lib/pacing/replan.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface LiveEdit {
  readonly campaignId: string;
  readonly docVersion: number;
  readonly doc: CampaignDoc;
  readonly note?: string;
}

const published = ["scheduled", "live", "paused"];

function requireUnlocked({ locked }: LiveChanges): void {
  if (locked.length === 0) return;
  throw new AppError("field_locked", {
    fields: locked.map(({ path, why }) => ({ path, message: why })),
  });
}

/** The plan and the prizes of a game that is over are history: no revision can follow them, and its close reckoned by them. */
function requireRunning(doc: CampaignDoc, changes: readonly FieldChange[], nowMs: number): void {
  const fields = changes.flatMap(({ path }) => {
    const [, at] = /^games\.(\d+)\.(?:pacing\.plan|prizes\.\d+\.quantity)(?:\.|$)/.exec(path) ?? [];
    const game = at === undefined ? undefined : doc.games[Number(at)];
    return game && Date.parse(game.endsAt) <= nowMs
      ? [{ path, message: "This game is over." }]
      : [];
  });
  if (fields.length > 0) throw new AppError("field_locked", { fields });
}

/** Only what this edit touched is checked: an ended game beside it is no reason to refuse. */
function requireSound(doc: CampaignDoc, facts: ChecklistFacts, changes: readonly FieldChange[]) {
  const touched = (path: string) =>
    changes.some((change) => path === change.path || path.startsWith(`${change.path}.`));
  const errors = publishChecklist(doc, facts).filter(
    ({ severity, path }) => severity === "error" && touched(path),
  );
  const ends = doc.games.some((game) => Date.parse(game.endsAt) > Date.parse(doc.endsAt));
  const fields = errors.map(({ path, message }) => ({ path, message }));
  if (ends) fields.push({ path: "endsAt", message: "A game ends later than the campaign would." });
  if (fields.length > 0) throw new AppError("campaign_not_publishable", { fields });
}

/** Carries an edit over to the rows the play path reads; it takes effect with the next play. */
async function apply(
  tx: Executor,
  deps: PublishDeps,
  campaignId: string,
  doc: CampaignDoc,
  nowMs: number,
): Promise<void> {
  const standing = new Set((await lockGames(tx, campaignId)).map(({ id }) => id));
  for (const [position, game] of doc.games.entries()) {
    if (standing.has(game.id)) {
      await updateLiveGame(tx, game, networkCaps(game, doc.hallMode));
      for (const prize of game.prizes) await updateLivePrize(tx, prize);
      await revise(tx, deps, game, { doc, path: `games.${position}` });
    } else {
      await layOutGame(tx, deps, { campaignId, doc, game, position, state: stateAt(game, nowMs) });
    }
  }
}

/** A new plan or other budgets are a revision of their own in the chain of the game. */
async function revise(
  tx: Executor,
  deps: PublishDeps,
  game: GameDoc,
  { doc, path }: { readonly doc: CampaignDoc; readonly path: string },
): Promise<void> {
  const change = changeIn(pacerConfigOf(game, doc.timeZone));
  try {
    await deps.plays.revisePlan(tx, { gameId: game.id, change });
  } catch (cause) {
    if (!(cause instanceof EmptyPlanError) && !(cause instanceof InfeasiblePlanError)) throw cause;
    const message =
      cause instanceof EmptyPlanError
        ? "This plan gives nothing out in the time that is left."
        : "This plan does not fit the limits of winners per slot, hour or day.";
    throw new AppError("campaign_not_publishable", {
      cause,
      fields: [{ path: `${path}.pacing.plan.kind`, message }],
    });
  }
}

/**
 * Changes a published campaign at once, as a revision of its own. Anything that a commitment covers or that
 * plays were counted by is locked, and a single locked change refuses the whole edit. Where two people make such
 * changes, an edit that gives out more, or from another pool, becomes a request as a whole.
 */
export async function editLiveCampaign(
  deps: PublishDeps,
  actor: Actor,
  edit: LiveEdit,
): Promise<SavedLive> {
  requirePermission(actor, "campaign", "edit");
  return deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, edit.campaignId);
    if (row.docVersion !== edit.docVersion) throw new AppError("version_conflict");
    return applyLiveEdit(tx, deps, actor, { row, ...edit });
  });
}

interface LockedEdit extends LiveEdit {
  readonly row: CampaignRow;
  /** The request that a second person has approved in this transaction, and whose it was. */
  readonly approved?: { readonly id: string; readonly makerId: string };
}

/** The same under a row lock the caller holds. */
export async function applyLiveEdit(
  tx: Executor,
  deps: PublishDeps,
  actor: Actor,
  { row, campaignId, docVersion, doc, note, approved }: LockedEdit,
): Promise<SavedLive> {
  if (!published.includes(row.state)) throw new AppError("campaign_state");
  const changes = liveChanges(row.doc, doc);
  requireUnlocked(changes);
  const facts = await factsFor(tx, campaignId, doc);
  requireRunning(doc, changes.atOnce, facts.nowMs);
  requireSound(doc, facts, changes.atOnce);
  const guarded = approved ? [] : guardedPrizes(row.doc, doc);
  if (guarded.length > 0 && (await isApprovalRequired(tx))) {
    const asked = { actor, row, doc, note, prizes: guarded, changes: changes.atOnce };
    const approvalId = await sendForApproval(tx, deps, asked);
    const savedAt = new Date(facts.nowMs).toISOString();
    return { docVersion, savedAt, revision: row.revision, approvalId };
  }
  const revision = row.revision + 1;
  const authorId = approved?.makerId ?? userIdOf(actor);
  const saved = await updateDoc(tx, { id: campaignId, doc, revision, updatedBy: authorId });
  await apply(tx, deps, campaignId, doc, facts.nowMs);
  await insertRevision(tx, { campaignId, revision, doc, note: note || null, authorId });
  await writeAudit(tx, {
    actor,
    action: "campaign.edited_live",
    subjectKind: "campaign",
    subjectId: campaignId,
    campaignId,
    before: Object.fromEntries(changes.atOnce.map(({ path, before }) => [path, before])),
    after: {
      ...Object.fromEntries(changes.atOnce.map(({ path, after }) => [path, after])),
      ...(approved ? { approval: approved.id, asked_by: approved.makerId } : {}),
    },
    requestId: deps.requestId ?? null,
  });
  return {
    docVersion: saved.docVersion,
    savedAt: new Date(saved.savedAt).toISOString(),
    revision,
    approvalId: null,
  };
}

interface AskedEdit {
  readonly actor: Actor;
  readonly row: CampaignRow;
  readonly doc: CampaignDoc;
  readonly note: string | undefined;
  readonly prizes: readonly GuardedPrize[];
  readonly changes: readonly FieldChange[];
}

/** The whole edit as one request, made against the document in force. */
async function sendForApproval(
  tx: Executor,
  deps: PublishDeps,
  { actor, row, doc, note = "", prizes, changes }: AskedEdit,
): Promise<string> {
  const ids = [row.doc, doc].flatMap(({ games }) =>
    games.flatMap((game) => game.prizes.flatMap(({ poolId }) => poolId ?? [])),
  );
  const pools = await poolNames(tx, ids);
  return requestApproval(tx, {
    ...{ actor, note, kind: "campaign_edit", campaignId: row.id },
    payload: { doc, note, prizes },
    lines: requestLines(row.doc, doc, { changes, pools }),
    basis: basisOf(row.doc),
    requestId: deps.requestId ?? null,
  });
}
