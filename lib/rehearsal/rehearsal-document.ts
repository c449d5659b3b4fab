// What a rehearsal is played with: the staged game as it stands, begun at once and pressed into a few minutes.

import type { CampaignDoc, GameDoc, PrizeDoc } from "#lib/campaigns/contract.ts";
import type { PacingDoc } from "#lib/campaigns/pacing-contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
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

/**
 * Settings that name hours of the day, single moments or counts per hour mean nothing in a few minutes: those give way
 * to the plain form of the same mode. Everything else is what will be played.
 */
function pressed(pacing: PacingDoc, share: number): PacingDoc {
  const { draw } = pacing.moments;
  const isTimed = pacing.plan.kind === "hours";
  return {
    ...pacing,
    plan: isTimed ? { kind: "even", points: [], past: null } : pacing.plan,
    hours: [],
    limits: [],
    opening: {
      ...pacing.opening,
      seconds: Math.max(1, Math.round(pacing.opening.seconds * share)),
    },
    finaleMinutes: Math.floor(pacing.finaleMinutes * share),
    slotSeconds: Math.max(1, Math.round(pacing.slotSeconds * share)),
    moments: {
      ...pacing.moments,
      draw: draw === "counts" || draw === "list" ? "stratified" : draw,
      counts: [],
      list: [],
      lifeSeconds: Math.round(pacing.moments.lifeSeconds * share),
    },
  };
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
  const plannedMs = Date.parse(game.endsAt) - Date.parse(game.startsAt);
  const share = Math.min(1, (staging.minutes * 60_000) / plannedMs);
  const quantities = testQuantities(game.prizes);
  const staged: GameDoc = {
    ...game,
    id: staging.gameId,
    startsAt,
    endsAt,
    whoMayPlay: "anonymous",
    pacing: pressed(pacingOf(game), share),
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
