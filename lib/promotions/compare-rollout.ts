import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { readRollout } from "#lib/promotions/network-settings.ts";
import { isDistributed } from "#lib/promotions/rollout.ts";
import { listTraffic, type ServerTraffic } from "#lib/promotions/store-rollout.ts";

/** Promo servers that are served one way. Rates are null where nothing happened that they could be rates of. */
export interface Population {
  readonly servers: number;
  readonly online: number;
  readonly fetches: number;
  /** Before compression. */
  readonly bytes: number;
  readonly notModified: number;
  /** A fetch with nothing new carries nothing, and counts. */
  readonly bytesPerFetch: number | null;
  readonly posts: number;
  readonly clicks: number;
  readonly clicksPer1000Posts: number | null;
  readonly complaints: number;
  readonly complaintsPer1000Posts: number | null;
}

export interface RolloutComparison {
  readonly percent: number;
  /** ISO; everything is counted from then on. Null: since ever. */
  readonly since: string | null;
  /** With batches of their own. */
  readonly distributed: Population;
  /** With the list of everything. */
  readonly whole: Population;
}

function perOf(count: number, of: number, per = 1): number | null {
  return of > 0 ? (count / of) * per : null;
}

function populationOf(rows: readonly ServerTraffic[]): Population {
  const sum = (pick: (row: ServerTraffic) => number) =>
    rows.reduce((total, row) => total + pick(row), 0);
  const fetches = sum((row) => row.fetches);
  const bytes = sum((row) => row.fetchedBytes);
  const posts = sum((row) => row.posts);
  const clicks = sum((row) => row.clicks);
  const complaints = sum((row) => row.complaints);
  return {
    servers: rows.length,
    online: rows.filter(({ isOnline }) => isOnline).length,
    fetches,
    bytes,
    notModified: sum((row) => row.notModified),
    bytesPerFetch: perOf(bytes, fetches),
    posts,
    clicks,
    clicksPer1000Posts: perOf(clicks, posts, 1_000),
    complaints,
    complaintsPer1000Posts: perOf(complaints, posts, 1_000),
  };
}

/** Both ways side by side, counted since the percentage was changed last. */
export async function compareRollout(db: Executor, actor: Actor): Promise<RolloutComparison> {
  requirePermission(actor, "promoNetwork", "read");
  const { percent, since } = await readRollout(db);
  const rows = await listTraffic(db, since);
  return {
    percent,
    since,
    distributed: populationOf(rows.filter(({ id }) => isDistributed(id, percent))),
    whole: populationOf(rows.filter(({ id }) => !isDistributed(id, percent))),
  };
}
