// What a campaign's fairness page shows: the promise from its first day on, and results only when all of them are
// known to those they are about.

import { z } from "zod";
import { lookSchema } from "#lib/campaigns/contract.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { createMicroCache, type MicroCache } from "#lib/platform/micro-cache.ts";
import { type OddsFacts, oddsFacts } from "#lib/plays/proof/odds-facts.ts";
import {
  type FairnessEvent,
  listFairnessEvents,
  listFairnessGames,
  listPlayTotals,
  listPrizeTotals,
  type PlayTotals,
  type PrizeTotal,
} from "#lib/plays/proof/store-fairness.ts";
import { findPublishedCampaign, listPublishedGames } from "#lib/plays/store-player-page.ts";

export interface FairnessGame {
  readonly gameId: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly commitment: string | null;
  readonly committedAt: string | null;
  readonly odds: OddsFacts | null;
  readonly prizes: readonly PrizeTotal[];
  readonly events: readonly FairnessEvent[];
  /** Only once the seed is public. */
  readonly revealed:
    | {
        readonly seed: string;
        readonly at: string;
        readonly headSeq: number;
        readonly headHash: string;
        readonly totals: PlayTotals | undefined;
      }
    | undefined;
}

export interface FairnessPage {
  readonly slug: string;
  readonly title: string;
  readonly timeZone: string;
  readonly enamel: string;
  readonly bulb: string;
  readonly brands: readonly string[];
  readonly games: readonly FairnessGame[];
}

const shownDocSchema = z.object({ look: lookSchema });
const eventsMax = 500;

/** Undefined where there is no public campaign. */
export async function findFairnessPage(
  sql: Executor,
  slug: string,
): Promise<FairnessPage | undefined> {
  const campaign = await findPublishedCampaign(sql, slug);
  if (!campaign) return undefined;
  const { look } = shownDocSchema.parse(campaign.doc);
  const published = await listPublishedGames(sql, campaign.id);
  const ids = published.map(({ id }) => id);
  const [facts, prizes, events, totals] =
    ids.length === 0
      ? [[], [], [], []]
      : await Promise.all([
          listFairnessGames(sql, ids),
          listPrizeTotals(sql, ids),
          listFairnessEvents(sql, ids, eventsMax),
          listPlayTotals(sql, ids),
        ]);
  return {
    slug: campaign.slug,
    title: look.title || campaign.name,
    timeZone: campaign.timeZone,
    enamel: look.enamel,
    bulb: look.bulb,
    brands: [...new Set(prizes.map(({ brand }) => brand))],
    games: published.flatMap(({ id, name, startsAt, endsAt }) => {
      const game = facts.find(({ gameId }) => gameId === id);
      if (!game) return [];
      const isOf = (each: { readonly gameId: string }) => each.gameId === id;
      const { commitment, committedAt, config, seed, revealedAt, headSeq, headHash } = game;
      const head = { headSeq: headSeq ?? 0, headHash: headHash ?? "" };
      return {
        gameId: id,
        name,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        commitment,
        committedAt,
        odds: config && oddsFacts(config),
        prizes: prizes.filter(isOf),
        events: events.filter(isOf),
        revealed:
          seed === null || revealedAt === null
            ? undefined
            : { seed, at: revealedAt, ...head, totals: totals.find(isOf) },
      };
    }),
  };
}

/** A record is not served old: whoever comes after this waits for a new count. */
const freshMs = 5_000;

/** Counting a large game takes a while, and a crowd may ask for it. */
export function createFairnessPages(
  sql: Executor,
  clock: Clock,
): MicroCache<FairnessPage | undefined> {
  const load = (slug: string) => findFairnessPage(sql, slug);
  return createMicroCache({ freshMs, staleMs: freshMs, max: 500, clock, load });
}
