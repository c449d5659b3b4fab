// Follows a tracked link: who follows it is led on whatever happens, and counted once a day at most.

import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { networkOf } from "#lib/platform/network-address.ts";
import { RecentMap } from "#lib/platform/recent-map.ts";
import { deriveKey } from "#lib/platform/secrets.ts";
import { createTokenBuckets } from "#lib/platform/token-buckets.ts";
import { type ClickFacts, whyNoClick } from "#lib/promotions/click-filter.ts";
import { makeClickReference } from "#lib/promotions/click-reference.ts";
import { clickTarget } from "#lib/promotions/click-target.ts";
import { findLink, insertPromotionPlayer, type Link } from "#lib/promotions/store-click.ts";
import {
  hasPromotionEvent,
  insertPromotionEvent,
  type NewEvent,
  tallyPromotionEvent,
} from "#lib/promotions/store-events.ts";

export interface ClickDeps {
  readonly sql: Executor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly masterSecret: string;
}

export interface Click extends ClickFacts {
  readonly token: string;
  readonly address: string;
  /** Of a browser that has played here before. */
  readonly playerId?: string | undefined;
}

export interface FollowedClick {
  readonly location: string;
  /** For the browser to keep, so that its first play is counted; only where a campaign is promoted. */
  readonly reference: string | undefined;
}

/** A household or an office; who changes its user agent for every click is one visitor more no longer. */
const networkLimit = { burst: 25, perS: 25 / 86_400 };
const networks = createTokenBuckets(50_000);
/** Visitors of late, so that a double click is one before its row stands; the rows are what counts. */
const seen = new RecentMap<string, boolean>(50_000);

/** Hashed with the day: the same visitor tomorrow is another text, and no address can be read from either. */
function visitorOf(masterSecret: string, click: Click, day: string): string {
  const key = deriveKey(masterSecret, "click-visitor");
  const text = `${networkOf(click.address)}|${day}|${click.userAgent ?? ""}`;
  return hmacSha256(key, text).subarray(0, 16).toString("base64url");
}

/**
 * Throws link_not_found for a token that leads nowhere. Counting is best effort and never in the way: who clicked
 * gets where the link says though the count could not be written.
 */
export async function followLink(deps: ClickDeps, click: Click): Promise<FollowedClick> {
  const known = /^[\w-]{1,64}$/.test(click.token);
  const link = known ? await findLink(deps.sql, click.token) : undefined;
  const ignoredAs = whyNoClick(click);
  const isPerson = ignoredAs === undefined;
  const reference =
    isPerson && link ? makeClickReference(deps.masterSecret, click.token, link.nowS) : undefined;
  const location = link && clickTarget(link, reference);
  if (!link || location === undefined) throw new AppError("link_not_found");
  try {
    await count(deps, click, link, ignoredAs);
    if (isPerson && click.playerId !== undefined && link.promotedCampaignId !== null) {
      await insertPromotionPlayer(deps.sql, { token: click.token, playerId: click.playerId });
    }
  } catch (error) {
    deps.logger.error({ err: error, promotionId: link.promotionId }, "a click was not counted");
  }
  return { location, reference: link.promotedCampaignId === null ? undefined : reference };
}

async function count(
  deps: ClickDeps,
  click: Click,
  link: Link,
  ignoredAs: string | undefined,
): Promise<void> {
  const visitor = visitorOf(deps.masterSecret, click, link.day);
  const event = (kind: string, who: string): NewEvent => ({
    dedupeKey: `link|${click.token}|${kind}|${link.day}|${who}`,
    promotionId: link.promotionId,
    serverId: link.serverId,
    variantId: link.variantId,
    type: "CLICKED",
    source: "link",
  });
  if (ignoredAs !== undefined) {
    return tallyPromotionEvent(deps.sql, { ...event(ignoredAs, ""), ignoredAs });
  }
  const clicked = { ...event("click", visitor), visitor };
  const tally = (why: string) =>
    tallyPromotionEvent(deps.sql, { ...event(why, ""), ignoredAs: why });
  // A visitor who comes again, or twice at once, takes nothing from the share of the neighbours.
  if (seen.get(clicked.dedupeKey)) return tally("repeat");
  seen.set(clicked.dedupeKey, true);
  if (await hasPromotionEvent(deps.sql, clicked.dedupeKey)) return tally("repeat");
  const key = `${click.token}|${networkOf(click.address)}`;
  const isFlood = networks.take(key, networkLimit, deps.clock.monotonicMs()) > 0;
  if (isFlood) return tally("flood");
  const isFirst = await insertPromotionEvent(deps.sql, clicked).catch((error: unknown) => {
    seen.set(clicked.dedupeKey, false);
    throw error;
  });
  if (!isFirst) await tally("repeat");
}
