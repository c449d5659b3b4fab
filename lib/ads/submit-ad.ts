// Takes an ad: who asks, is there room, then one row in Postgres and a 202. The gateway, the route handler, the form and
// the file all come through here, so an ad is judged alike whichever way it comes.

import { randomUUID } from "node:crypto";
import { bodyHashOf, partitionOf } from "#lib/ads/ad-body.ts";
import { type AdAccepted, type AdInput, adInputSchema } from "#lib/ads/contract.ts";
import type { AdQueue } from "#lib/ads/queue-port.ts";
import { type AdReceipt, insertAds, type NewAd } from "#lib/ads/store-ads.ts";
import type { WebhookJudge } from "#lib/ads/webhook-judge.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { createMicroBatch } from "#lib/platform/micro-batch.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { createTokenBuckets } from "#lib/platform/token-buckets.ts";

const batchMax = 256;
const gatherMs = 2;
const inFlightMax = 2;
/** About five seconds of submissions at full speed. */
const queueMax = 10_000;
/** A partner's campaign launch passes; a loop that ran wild does not. */
const keyLimit = { burst: 10_000, perS: 3_000 };

export interface AdDeskDeps {
  readonly sql: Executor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly queue: AdQueue;
  readonly judgeWebhook: WebhookJudge;
}

export interface Submission {
  readonly body: unknown;
  readonly idempotencyKey?: string | undefined;
  /** Whose ad it is, where the actor belongs to no brand; whoever asks for it has judged that he may. */
  readonly brandId?: string;
}

export interface AdDesk {
  /**
   * Committed when this resolves; the same Idempotency-Key with the same words again answers the same ad. Throws
   * AppError for refusals: nothing was taken then, except when Postgres was lost in the middle, where the key tells.
   */
  submit(actor: Actor, submission: Submission): Promise<AdAccepted>;
  drain(): Promise<void>;
}

export function createAdDesk(deps: AdDeskDeps): AdDesk {
  const buckets = createTokenBuckets(50_000);
  const batch = createMicroBatch<NewAd, AdReceipt>({
    sizeMax: batchMax,
    waitMs: gatherMs,
    inFlightMax,
    queueMax,
    full: () => new AppError("ad_queue_full", { retryAfterS: 2 }),
    run: async (ads) => {
      const receipts = await insertAds(deps.sql, ads);
      feed(deps, ads, receipts);
      return receipts;
    },
  });
  return {
    submit: async (actor, { body, idempotencyKey, brandId }) => {
      requirePermission(actor, "ad", "submit");
      const waitMs = buckets.take(callerOf(actor), keyLimit, deps.clock.monotonicMs());
      if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: waitMs / 1000 });
      const input = adInputSchema.parse(body);
      if (input.webhookUrl !== undefined) await deps.judgeWebhook(input.webhookUrl);
      const ad = newAd(actor, input, idempotencyKey ?? null, brandId);
      const receipt = await batch.push(ad);
      if (!receipt.isNew && receipt.bodyHash !== ad.bodyHash) throw new AppError("ad_key_reused");
      return acceptedOf(receipt.id, input.webhookUrl !== undefined);
    },
    drain: () => batch.drain(),
  };
}

function callerOf(actor: Actor): string {
  if (actor.kind === "api_key") return actor.keyId;
  return actor.kind === "user" ? actor.userId : actor.kind;
}

/** The row of a submission, with an id of its own. */
export function newAd(
  actor: Actor,
  input: AdInput,
  idempotencyKey: string | null,
  brandId: string | null = null,
): NewAd {
  const id = randomUUID();
  // Idempotency is per key; a person at the form presses a button that is disabled meanwhile.
  const key = actor.kind === "api_key" ? idempotencyKey : null;
  return {
    id,
    partition: partitionOf(id),
    ownerId: actor.kind === "api_key" ? actor.ownerId : actor.kind === "user" ? actor.userId : null,
    keyId: actor.kind === "api_key" ? actor.keyId : null,
    brandId: brandScope(actor) ?? brandId,
    input,
    idempotencyKey: key,
    bodyHash: key === null ? null : bodyHashOf(input),
  };
}

function acceptedOf(id: string, hasWebhook: boolean): AdAccepted {
  const adId = toPublicId("ad", id);
  const statusUrl = `/api/ads/${adId}`;
  const webhook = hasWebhook ? { webhookStatusUrl: `${statusUrl}/webhook` } : {};
  return { adId, status: "QUEUED", statusUrl, ...webhook };
}

/** After the commit and without anybody waiting for it: what the queue misses, the sweeper puts back. */
function feed(deps: AdDeskDeps, ads: readonly NewAd[], receipts: readonly AdReceipt[]): void {
  const fresh = ads.flatMap(({ id, partition, input }, index) => {
    const receipt = receipts[index];
    if (!receipt?.isNew) return [];
    return [
      {
        adId: id,
        version: 1,
        attempts: 0,
        partition,
        priority: input.priority,
        submittedAtMs: receipt.submittedAtMs,
      },
    ];
  });
  if (fresh.length === 0) return;
  deps.queue.add(fresh).catch((error: unknown) => {
    deps.logger.debug({ err: error, ads: fresh.length }, "ads wait for the sweeper");
  });
}
