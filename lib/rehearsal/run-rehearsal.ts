import type { CampaignDeps } from "#lib/campaigns/campaign-deps.ts";
import { clearRehearsal } from "#lib/campaigns/end-rehearsal.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { RehearsalView } from "#lib/rehearsal/contract.ts";
import { findRehearsal, listForgotten } from "#lib/rehearsal/store-rehearsal.ts";

/** How long the figures of a rehearsal that is over are kept. */
const keptHours = 24;

export async function readRehearsal(
  db: Executor,
  actor: Actor,
  { campaignId }: { readonly campaignId: string },
): Promise<RehearsalView | null> {
  requirePermission(actor, "rehearsal", "read");
  return (await findRehearsal(db, campaignId)) ?? null;
}

/** Wipes everything of the rehearsal, in one transaction with the audit row. */
export async function endRehearsal(
  deps: CampaignDeps,
  actor: Actor,
  { campaignId }: { readonly campaignId: string },
): Promise<void> {
  requirePermission(actor, "rehearsal", "run");
  const ended = await deps.sql.begin((tx) => clearRehearsal(tx, actor, campaignId, "ended"));
  if (!ended) throw new AppError("rehearsal_none");
}

/** Wipes rehearsals that were over a day ago; called by the scheduler. */
export async function endForgottenRehearsals(sql: Sql): Promise<number> {
  const forgotten = await listForgotten(sql, keptHours);
  for (const campaignId of forgotten) {
    await sql.begin((tx) => clearRehearsal(tx, { kind: "system" }, campaignId, "forgotten"));
  }
  return forgotten.length;
}
