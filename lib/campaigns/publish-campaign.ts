import { type PublishDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignDoc, CampaignState } from "#lib/campaigns/contract.ts";
import { clearRehearsal } from "#lib/campaigns/end-rehearsal.ts";
import { layOutGame } from "#lib/campaigns/lay-out-game.ts";
import { isPublishable, publishChecklist } from "#lib/campaigns/publish-checklist.ts";
import {
  insertRevision,
  lockCampaign,
  updateCampaignState,
  updateDoc,
} from "#lib/campaigns/store-campaigns.ts";
import { loadChecklistFacts } from "#lib/campaigns/store-facts.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** What the checklist knows of a document's brands and pools. */
export function factsFor(
  db: Executor,
  campaignId: string,
  doc: CampaignDoc,
): Promise<ChecklistFacts> {
  const prizes = doc.games.flatMap((game) => game.prizes);
  return loadChecklistFacts(db, {
    campaignId,
    slug: doc.slug,
    brandIds: prizes.map((prize) => prize.brandId),
    poolIds: prizes.flatMap((prize) => (prize.poolId === null ? [] : [prize.poolId])),
  });
}

/** What the editor's checklist needs to know: every brand and pool it may offer. */
export function readChecklistFacts(
  db: Executor,
  actor: Actor,
  about: { readonly campaignId: string; readonly slug: string },
): Promise<ChecklistFacts> {
  requirePermission(actor, "campaign", "read");
  return loadChecklistFacts(db, { ...about, brandIds: null, poolIds: null });
}

/** Refuses with the checklist's errors as fields of the problem. */
export function requirePublishable(doc: CampaignDoc, facts: ChecklistFacts): void {
  const lines = publishChecklist(doc, facts);
  if (isPublishable(lines)) return;
  const fields = lines.filter((line) => line.severity === "error");
  throw new AppError("campaign_not_publishable", {
    fields: fields.map(({ path, message }) => ({ path, message })),
  });
}

/** Live from the moment its window is open; the clock does the rest. */
export function stateAt(
  window: { readonly startsAt: string; readonly endsAt: string },
  nowMs: number,
): "scheduled" | "live" {
  return Date.parse(window.startsAt) <= nowMs ? "live" : "scheduled";
}

/**
 * Publishes a draft: every game gets its rows, a fresh seed, a plan and the commitment over them, its pacer and
 * its chain, all in one transaction with the revision and the audit row. Refused unless the checklist is clean.
 */
export async function publishCampaign(
  deps: PublishDeps,
  actor: Actor,
  input: { readonly campaignId: string; readonly docVersion: number },
): Promise<{ readonly state: CampaignState; readonly revision: number }> {
  requirePermission(actor, "campaign", "publish");
  const { campaignId } = input;
  return deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    if (row.state !== "draft") throw new AppError("campaign_state");
    if (row.docVersion !== input.docVersion) throw new AppError("version_conflict");
    const facts = await factsFor(tx, campaignId, row.doc);
    requirePublishable(row.doc, facts);
    const revision = row.revision + 1;
    const state = stateAt(row.doc, facts.nowMs);
    for (const [position, game] of row.doc.games.entries()) {
      const gameState = stateAt(game, facts.nowMs);
      await layOutGame(tx, deps, { campaignId, doc: row.doc, game, position, state: gameState });
    }
    if (state === "live") await clearRehearsal(tx, actor, campaignId, "went live");
    const updatedBy = userIdOf(actor);
    await updateDoc(tx, { id: campaignId, doc: row.doc, revision, updatedBy });
    await updateCampaignState(tx, campaignId, state);
    const note = revision === 1 ? "Published" : "Published again";
    const { doc } = row;
    await insertRevision(tx, { campaignId, revision, doc, note, authorId: updatedBy });
    await writeAudit(tx, {
      actor,
      action: "campaign.published",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      before: { state: row.state },
      after: { state, revision, games: doc.games.map((game) => game.id) },
      requestId: deps.requestId ?? null,
    });
    return { state, revision };
  });
}
