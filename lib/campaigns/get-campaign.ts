import type { CampaignView } from "#lib/campaigns/contract.ts";
import { withPacing } from "#lib/campaigns/pacing-document.ts";
import { findDetail, selectGames, selectPrizes } from "#lib/campaigns/store-detail.ts";
import { findListed } from "#lib/campaigns/store-listing.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { iso, isoOrNull } from "#lib/platform/iso-time.ts";

export interface CampaignDetail extends CampaignView {
  /** Since when it stands still because the database was restored. */
  readonly heldAt: string | null;
}

/** A campaign with its document and its games as published. */
export async function getCampaign(
  db: Executor,
  actor: Actor,
  { campaignId }: { readonly campaignId: string },
): Promise<CampaignDetail> {
  requirePermission(actor, "campaign", "read");
  const listed = await findListed(db, campaignId);
  const detail = await findDetail(db, campaignId);
  if (!listed || !detail) throw new AppError("campaign_not_found");
  const games = await selectGames(db, campaignId);
  const prizes = await selectPrizes(db, campaignId);
  return {
    id: listed.id,
    name: listed.name,
    slug: listed.slug,
    state: listed.state,
    stateShown: listed.stateShown,
    timeZone: listed.timeZone,
    startsAt: iso(listed.startsAt),
    endsAt: iso(listed.endsAt),
    demo: listed.demo,
    updatedAt: iso(listed.updatedAt),
    ...detail,
    doc: withPacing(detail.doc),
    publishedAt: isoOrNull(detail.publishedAt),
    heldAt: isoOrNull(detail.heldAt),
    games: games.map((game) => {
      const lines = prizes.filter(({ gameId }) => gameId === game.id);
      return {
        ...game,
        startsAt: iso(game.startsAt),
        endsAt: iso(game.endsAt),
        pausedAt: isoOrNull(game.pausedAt),
        committedAt: isoOrNull(game.committedAt),
        won: lines.reduce((sum, line) => sum + line.won, 0),
        total: lines.reduce((sum, line) => sum + line.quantity, 0),
        prizes: lines,
      };
    }),
  };
}
