import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { iso, isoOrNull } from "#lib/platform/iso-time.ts";
import {
  type ListServers,
  listServersSchema,
  type NetworkHealth,
  type ServerHealth,
  type ServerListed,
  type ServerPage,
  type ServerView,
  serverHealths,
} from "#lib/promotions/network-contract.ts";
import {
  countServers,
  findServer,
  type ServerFilter,
  selectBatch,
  selectComplainedOf,
  selectComplaints,
  selectNextAllocation,
  selectRegions,
  selectSeenByHour,
  selectServerFigures,
  selectServers,
} from "#lib/promotions/store-network-servers.ts";

function listedView(row: ServerListed): ServerListed {
  return { ...row, lastSeenAt: iso(row.lastSeenAt), lastFetchAt: isoOrNull(row.lastFetchAt) };
}

async function countsOf(db: Executor, filter: ServerFilter): Promise<Record<ServerHealth, number>> {
  const counted = await countServers(db, filter);
  return Object.fromEntries(
    serverHealths.map((health) => [
      health,
      counted.find((each) => each.health === health)?.count ?? 0,
    ]),
  ) as Record<ServerHealth, number>;
}

/** One page of promo servers. The counts beside the chips ignore the health filter, so that no chip lies. */
export async function listNetworkServers(
  db: Executor,
  actor: Actor,
  input: ListServers = {},
): Promise<ServerPage> {
  requirePermission(actor, "promoServer", "read");
  const { healths, page, pageSize, ...asked } = listServersSchema.parse(input);
  const filter = { ...asked, q: asked.q.trim() };
  const [counts, rows, regions, next] = await Promise.all([
    countsOf(db, filter),
    selectServers(db, { ...filter, healths, limit: pageSize, offset: (page - 1) * pageSize }),
    selectRegions(db),
    selectNextAllocation(db),
  ]);
  const chosen = healths.length ? healths : serverHealths.filter((health) => health !== "gone");
  return {
    rows: rows.map(listedView),
    total: chosen.reduce((sum, health) => sum + counts[health], 0),
    page,
    pageSize,
    counts,
    regions,
    nextAllocationAt: isoOrNull(next),
  };
}

export async function getNetworkServer(
  db: Executor,
  actor: Actor,
  { serverId }: { readonly serverId: string },
): Promise<ServerView> {
  requirePermission(actor, "promoServer", "read");
  const row = await findServer(db, serverId);
  if (!row) throw new AppError("promo_server_not_found");
  const [figures, batch, complaints, next] = await Promise.all([
    selectServerFigures(db, serverId),
    selectBatch(db, serverId),
    selectComplaints(db, serverId),
    selectNextAllocation(db),
  ]);
  return {
    ...row,
    ...listedView(row),
    registeredAt: iso(row.registeredAt),
    optedInAt: isoOrNull(row.optedInAt),
    blockedAt: isoOrNull(row.blockedAt),
    unregisteredAt: isoOrNull(row.unregisteredAt),
    checkedAt: isoOrNull(row.checkedAt),
    figures,
    batch: batch.map((line) => ({
      ...line,
      endsAt: iso(line.endsAt),
      placedAt: iso(line.placedAt),
      lastPostedAt: isoOrNull(line.lastPostedAt),
    })),
    complaints: complaints.map((each) => ({ ...each, at: iso(each.at) })),
    nextAllocationAt: isoOrNull(next),
  };
}

/** Who is there, who fell silent, and of whom people complain. */
export async function networkHealth(db: Executor, actor: Actor): Promise<NetworkHealth> {
  requirePermission(actor, "promoServer", "read");
  const all: ServerFilter = { q: "", platforms: [], region: "" };
  const first = { ...all, limit: 50, offset: 0 };
  const [counts, seen, silent, blocked, complaints] = await Promise.all([
    countsOf(db, all),
    selectSeenByHour(db),
    selectServers(db, { ...first, healths: ["quiet", "lost"], sort: "seen" }),
    selectServers(db, { ...first, healths: ["blocked"], sort: "name" }),
    selectComplainedOf(db),
  ]);
  const seenByHour = Array.from(
    { length: 24 },
    (_, hour) => seen.find(({ ago }) => ago === hour)?.servers ?? 0,
  );
  return {
    counts,
    seenByHour,
    silent: silent.map(listedView),
    blocked: blocked.map(listedView),
    complaints,
  };
}
