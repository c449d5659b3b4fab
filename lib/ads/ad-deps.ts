import type { AdQueue } from "#lib/ads/queue-port.ts";
import type { AdScope } from "#lib/ads/store-ads.ts";
import type { WebhookJudge } from "#lib/ads/webhook-judge.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope } from "#lib/identity/permissions.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";

/** What a change of ads needs from its host. */
export interface AdDeps {
  readonly sql: Sql;
  readonly queue: AdQueue;
  /** Refuses an address that an ad may not name. */
  readonly judgeWebhook: WebhookJudge;
  readonly requestId?: string | null;
}

/** Staff see every ad, brand people their brand's, a key what its owner's keys submitted. */
export function adScope(actor: Actor): AdScope {
  const isOwnerKey = actor.kind === "api_key" && !actor.scopes.includes("admin");
  return { brandId: brandScope(actor), ownerId: isOwnerKey ? actor.ownerId : null };
}

/** The UUID of an ad's public id; anything else is an ad that does not exist. */
export function adUuid(adId: string): string {
  const uuid = fromPublicId("ad", adId);
  if (uuid === undefined) throw new AppError("ad_not_found");
  return uuid;
}
