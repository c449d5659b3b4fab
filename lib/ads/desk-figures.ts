import type { DeskFigures } from "#lib/ads/desk-contract.ts";
import { type LiveWorker, listWorkers } from "#lib/ads/queue/store-registry.ts";
import { selectFigures } from "#lib/ads/store-pages.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";

/** How the desk does at this moment. */
export async function deskFigures(sql: Executor, actor: Actor): Promise<DeskFigures> {
  requirePermission(actor, "ad", "operate");
  const [{ lastMinute, ...figures }, workers] = await Promise.all([
    selectFigures(sql),
    listWorkers(sql),
  ]);
  return {
    ...figures,
    submissionsPerS: lastMinute / 60,
    workers: workers.filter(({ isAlive }) => isAlive).length,
  };
}

/** The processes that analyse: those of the last hour, the live ones first. */
export async function listDeskWorkers(sql: Executor, actor: Actor): Promise<LiveWorker[]> {
  requirePermission(actor, "ad", "operate");
  return listWorkers(sql);
}
