// Withdrawing an ad and giving dead ones another run.

import { type AdDeps, adScope, adUuid } from "#lib/ads/ad-deps.ts";
import type { AdView } from "#lib/ads/contract.ts";
import { viewOf } from "#lib/ads/get-ad.ts";
import { findAd, lockAd } from "#lib/ads/store-ads.ts";
import { listDead, setCancelled, setRetried } from "#lib/ads/store-changes.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { TransactionSql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Most dead ads that one call revives; a second call takes the next. */
const retriedMax = 10_000;

interface AdCall {
  readonly adId: string;
}

/** No worker takes it any more, and one at work finds its end refused. Withdrawing twice is withdrawing once. */
export async function cancelAd(deps: AdDeps, actor: Actor, { adId }: AdCall): Promise<AdView> {
  requirePermission(actor, "ad", "cancel");
  const id = adUuid(adId);
  const scope = adScope(actor);
  await deps.sql.begin(async (tx) => {
    const ad = await lockAd(tx, id, scope);
    if (!ad) throw new AppError("ad_not_found");
    if (ad.status === "CANCELLED") return;
    if (ad.status === "COMPLETED") {
      throw new AppError("ad_state", {
        details: "Its analysis is complete; send it back instead.",
      });
    }
    await setCancelled(tx, id);
    await tell(tx, deps, actor, "ad.cancelled", id, { status: ad.status }, { status: "CANCELLED" });
  });
  const now = await findAd(deps.sql, id, scope);
  if (!now) throw new AppError("ad_not_found");
  return viewOf(now);
}

/** Another full set of attempts for an ad that is DEAD or waits after a failure. */
export async function retryAd(deps: AdDeps, actor: Actor, { adId }: AdCall): Promise<AdView> {
  requirePermission(actor, "ad", "retry");
  const id = adUuid(adId);
  const scope = adScope(actor);
  const queued = await deps.sql.begin(async (tx) => {
    const ad = await lockAd(tx, id, scope);
    if (!ad) throw new AppError("ad_not_found");
    const [row] = await setRetried(tx, [id]);
    if (!row)
      throw new AppError("ad_state", { details: `It is ${ad.status}, not DEAD or FAILED.` });
    await tell(tx, deps, actor, "ad.retried", id, { status: ad.status }, { status: "QUEUED" });
    return row;
  });
  await deps.queue.add([queued]).catch(() => undefined);
  const now = await findAd(deps.sql, id, scope);
  if (!now) throw new AppError("ad_not_found");
  return viewOf(now);
}

/** All dead ads of one cause, or of every cause; answers how many. */
export async function retryDeadAds(
  deps: AdDeps,
  actor: Actor,
  { cause }: { readonly cause: string | null },
): Promise<number> {
  requirePermission(actor, "ad", "operate");
  const queued = await deps.sql.begin(async (tx) => {
    const rows = await setRetried(tx, await listDead(tx, cause, retriedMax));
    const after = { cause, ads: rows.length };
    await tell(tx, deps, actor, "ad.dead_retried", cause ?? "all", undefined, after);
    return rows;
  });
  await deps.queue.add(queued).catch(() => undefined);
  return queued.length;
}

function tell(
  tx: TransactionSql,
  deps: AdDeps,
  actor: Actor,
  action: string,
  subjectId: string,
  before: unknown,
  after: unknown,
): Promise<void> {
  const requestId = deps.requestId ?? null;
  return writeAudit(tx, { actor, action, subjectKind: "ad", subjectId, before, after, requestId });
}
