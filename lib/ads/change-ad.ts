import { bodyHashOf, partitionOf } from "#lib/ads/ad-body.ts";
import { type AdDeps, adScope, adUuid } from "#lib/ads/ad-deps.ts";
import {
  type AdInput,
  type AdPatch,
  type AdView,
  adInputSchema,
  adPatchSchema,
} from "#lib/ads/contract.ts";
import { viewOf } from "#lib/ads/get-ad.ts";
import { type AdRow, findAd, lockAd } from "#lib/ads/store-ads.ts";
import { keepRevision, resubmit, setPriority } from "#lib/ads/store-changes.ts";
import { actorIdOf } from "#lib/identity/actor-id.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { TransactionSql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface AdChange {
  readonly adId: string;
  /** The version that the change was made on; another one in force refuses it. */
  readonly version: number;
  readonly patch: unknown;
}

/**
 * Resubmits an ad with other words, or moves it in the queue when only its priority changes. New words are a new
 * version that is analysed and reviewed again; the old one is kept for the diff.
 */
export async function changeAd(deps: AdDeps, actor: Actor, change: AdChange): Promise<AdView> {
  requirePermission(actor, "ad", "change");
  const patch = adPatchSchema.parse(change.patch);
  if (patch.webhookUrl !== undefined) await deps.judgeWebhook(patch.webhookUrl);
  const id = adUuid(change.adId);
  const queued = await deps.sql.begin(async (tx) => {
    const ad = await lockAd(tx, id, adScope(actor));
    if (!ad) throw new AppError("ad_not_found");
    if (ad.version !== change.version) {
      throw new AppError("ad_version_stale", { details: `The newest version is ${ad.version}.` });
    }
    if (ad.status === "CANCELLED") throw new AppError("ad_state", { details: "It was withdrawn." });
    const input = adInputSchema.parse(merge(ad.input, patch));
    return onlyPriority(ad.input, input)
      ? movedInQueue(tx, deps, actor, ad, input)
      : resubmitted(tx, deps, actor, ad, input);
  });
  if (queued) await deps.queue.add([queued]).catch(() => undefined);
  const now = await findAd(deps.sql, id, adScope(actor));
  if (!now) throw new AppError("ad_not_found");
  return viewOf(now);
}

function merge(before: AdInput, patch: AdPatch): AdInput {
  const given = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  );
  return { ...before, ...given };
}

function onlyPriority(before: AdInput, after: AdInput): boolean {
  return bodyHashOf({ ...before, priority: after.priority }) === bodyHashOf(after);
}

async function movedInQueue(
  tx: TransactionSql,
  deps: AdDeps,
  actor: Actor,
  ad: AdRow,
  input: AdInput,
) {
  const version = await setPriority(tx, ad.id, input.priority);
  await writeAudit(tx, {
    actor,
    action: "ad.prioritised",
    subjectKind: "ad",
    subjectId: ad.id,
    before: { priority: ad.input.priority },
    after: { priority: input.priority },
    requestId: deps.requestId ?? null,
  });
  const submittedAtMs = Date.parse(ad.submittedAt);
  if (ad.status !== "QUEUED" && ad.status !== "FAILED") return undefined;
  return {
    adId: ad.id,
    version,
    attempts: ad.attempts,
    partition: partitionOf(ad.id),
    priority: input.priority,
    submittedAtMs,
  };
}

async function resubmitted(
  tx: TransactionSql,
  deps: AdDeps,
  actor: Actor,
  ad: AdRow,
  input: AdInput,
) {
  await keepRevision(tx, ad, actorIdOf(actor));
  const { version, submittedAtMs } = await resubmit(tx, ad.id, input);
  await writeAudit(tx, {
    actor,
    action: "ad.resubmitted",
    subjectKind: "ad",
    subjectId: ad.id,
    before: { version: ad.version },
    after: { version },
    requestId: deps.requestId ?? null,
  });
  return {
    adId: ad.id,
    version,
    attempts: 0,
    partition: partitionOf(ad.id),
    priority: input.priority,
    submittedAtMs,
  };
}
