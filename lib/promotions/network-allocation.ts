import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { iso } from "#lib/platform/iso-time.ts";
import { offlineAfterMinutes } from "#lib/promotions/contract.ts";
import type {
  AllocationOverview,
  ChangeLine,
  RunListed,
  RunView,
} from "#lib/promotions/network-contract.ts";
import {
  findHead,
  findRun,
  selectAppNames,
  selectBatchSizes,
  selectChanges,
  selectRuns,
  selectServerNames,
} from "#lib/promotions/store-network-runs.ts";
import { selectNextAllocation } from "#lib/promotions/store-network-servers.ts";

const runsPerPage = 25;
/** A first allocation of everything has hundreds of thousands of lines; its figures tell the rest. */
const changesShown = 500;

const runView = (run: RunListed): RunListed => ({ ...run, at: iso(run.at) });

/** How the promotions lie on the network now, and how they came there. */
export async function allocationOverview(
  db: Executor,
  actor: Actor,
  { page = 1 }: { readonly page?: number } = {},
): Promise<AllocationOverview> {
  requirePermission(actor, "allocation", "read");
  const [head, batchSizes, latest, runs, next] = await Promise.all([
    findHead(db),
    selectBatchSizes(db, offlineAfterMinutes),
    selectRuns(db, { limit: 1, offset: 0 }),
    selectRuns(db, { limit: runsPerPage, offset: (page - 1) * runsPerPage }),
    selectNextAllocation(db),
  ]);
  const last = latest.rows[0];
  return {
    version: head?.version ?? 0,
    last: last ? runView(last) : null,
    wantedAt: head?.wantedAt ? iso(head.wantedAt) : null,
    nextAllocationAt: next === null ? null : iso(next),
    batchSizes,
    runs: runs.rows.map(runView),
    totalRuns: runs.total,
    page,
    pageSize: runsPerPage,
  };
}

/** One allocation with its diff and its proof of what was short. */
export async function getAllocationRun(
  db: Executor,
  actor: Actor,
  { version }: { readonly version: number },
): Promise<RunView> {
  requirePermission(actor, "allocation", "read");
  const run = await findRun(db, version);
  if (!run) throw new AppError("not_found");
  const { proof, ...figures } = run;
  const ids = Object.keys(proof);
  const [{ rows, total }, names] = await Promise.all([
    selectChanges(db, version, changesShown),
    selectAppNames(db, ids),
  ]);
  return {
    ...runView(figures),
    changes: rows,
    changesTotal: total,
    short: ids.map((id) => ({
      promotionId: id,
      appName: names.get(id) ?? "A promotion that is gone",
      missing: proof[id]?.missing ?? 0,
      reason: proof[id]?.reason ?? "",
      closed: proof[id]?.closed?.length ?? 0,
    })),
  };
}

interface Pair {
  readonly promotionId: string;
  readonly serverId: string;
  readonly cause?: string;
}

/** Names for a diff that was only computed. */
export async function nameChanges(
  db: Executor,
  actor: Actor,
  { added, removed }: { readonly added: readonly Pair[]; readonly removed: readonly Pair[] },
): Promise<ChangeLine[]> {
  requirePermission(actor, "allocation", "read");
  const shown = [
    ...removed.map((pair: Pair) => ({ ...pair, added: false })),
    ...added.map((pair: Pair) => ({ ...pair, added: true })),
  ].slice(0, changesShown);
  const [apps, servers] = await Promise.all([
    selectAppNames(db, [...new Set(shown.map(({ promotionId }) => promotionId))]),
    selectServerNames(db, [...new Set(shown.map(({ serverId }) => serverId))]),
  ]);
  return shown
    .map((line) => ({
      promotionId: line.promotionId,
      serverId: line.serverId,
      added: line.added,
      appName: apps.get(line.promotionId) ?? "A promotion that is gone",
      serverName: servers.get(line.serverId) ?? "A promo server that is gone",
      cause: line.cause ?? null,
    }))
    .sort((a, b) => a.appName.localeCompare(b.appName));
}
