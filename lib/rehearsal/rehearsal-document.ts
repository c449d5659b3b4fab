// What a rehearsal is played with: the staged game as it stands, begun at once and over in a few minutes. How it is
// paced there says press-pacing.ts.

import type { CampaignDoc, GameDoc, PrizeDoc } from "#lib/campaigns/contract.ts";
import { testCodesMax } from "#lib/rehearsal/contract.ts";

export interface Staging {
  readonly gameId: string;
  readonly slug: string;
  readonly nowMs: number;
  readonly minutes: number;
  readonly newId: () => string;
  /** The rehearsal's own copy of a brand, and the pool of test codes of a prize line. */
  readonly brandOf: (prize: PrizeDoc) => string;
  readonly poolOf: (prize: PrizeDoc) => string;
}

/** Coupons of each line: what it promises, and together no more than there may be test codes. */
export function testQuantities(prizes: readonly PrizeDoc[]): number[] {
  const promised = prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  if (promised <= testCodesMax) return prizes.map(({ quantity }) => quantity);
  return prizes.map(({ quantity }) =>
    Math.min(quantity, Math.max(1, Math.floor((quantity * testCodesMax) / promised))),
  );
}

/** The document of the rehearsal: one game, open to whoever has the link, without caps per network. */
export function rehearsalDocument(doc: CampaignDoc, game: GameDoc, staging: Staging): CampaignDoc {
  const startsAt = new Date(staging.nowMs).toISOString();
  const endsAt = new Date(staging.nowMs + staging.minutes * 60_000).toISOString();
  const quantities = testQuantities(game.prizes);
  const staged: GameDoc = {
    ...game,
    id: staging.gameId,
    startsAt,
    endsAt,
    whoMayPlay: "anonymous",
    prizes: game.prizes.map((prize, index) => ({
      ...prize,
      id: staging.newId(),
      brandId: staging.brandOf(prize),
      poolId: staging.poolOf(prize),
      quantity: quantities[index] ?? 0,
    })),
  };
  return { ...doc, slug: staging.slug, startsAt, endsAt, hallMode: true, games: [staged] };
}
