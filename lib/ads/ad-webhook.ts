import { adScope, adUuid } from "#lib/ads/ad-deps.ts";
import type { AdWebhook } from "#lib/ads/contract.ts";
import { findAd } from "#lib/ads/store-ads.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { adSecretOf } from "#lib/webhooks/ad-secret.ts";
import { listAdMessages } from "#lib/webhooks/ad-targets.ts";
import type { EventTarget } from "#lib/webhooks/contract.ts";

interface Named {
  readonly ownerId: string | null;
  readonly brandId: string | null;
  readonly url: string | undefined | null;
}

/** The address that an ad names; one owner's addresses are not another's. */
export function targetOf({ ownerId, brandId, url }: Named): EventTarget | undefined {
  const owner = ownerId ?? brandId;
  return owner !== null && typeof url === "string" ? { ownerId: owner, url } : undefined;
}

/** A person, or a key of that person. */
export function isAdOwner(actor: Actor, ownerId: string | null): boolean {
  if (ownerId === null) return false;
  if (actor.kind === "user") return actor.userId === ownerId;
  return actor.kind === "api_key" && actor.ownerId === ownerId;
}

/**
 * The address that an ad names, with the secret that signs what it is told. Only who submitted the ad sees it: to others,
 * staff as well, it does not exist, as whoever has the secret could speak in our name.
 */
export async function getAdWebhook(
  deps: { readonly sql: Executor; readonly masterSecret: string },
  actor: Actor,
  { adId }: { readonly adId: string },
): Promise<AdWebhook> {
  requirePermission(actor, "ad", "read");
  const ad = await findAd(deps.sql, adUuid(adId), adScope(actor));
  if (!ad) throw new AppError("ad_not_found");
  const target = targetOf({ ...ad, url: ad.input.webhookUrl });
  if (!target || !isAdOwner(actor, ad.ownerId)) throw new AppError("ad_webhook_none");
  const messages = await listAdMessages(deps.sql, adId);
  return { url: target.url, secret: adSecretOf(deps.masterSecret, target), messages };
}
