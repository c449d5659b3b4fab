// What a campaign's fairness page shows: the promise from its first day on, and results only when all of them are
// known to those they are about.

import { z } from "zod";
import { lookSchema } from "#lib/campaigns/contract.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { createMicroCache, type MicroCache } from "#lib/platform/micro-cache.ts";
import { RecentMap } from "#lib/platform/recent-map.ts";
import { type OddsFacts, oddsFacts } from "#lib/plays/proof/odds-facts.ts";
import {
  type FairnessEvent,
  type FairnessGameRow,
  listFairnessEvents,
  listFairnessGames,
  listPlayTotals,
  listPrizeLines,
  listPrizeTotals,
  type PlayTotals,
  type PrizeLine,
  type PrizeTotal,
} from "#lib/plays/proof/store-fairness.ts";
import { findPublishedCampaign, listPublishedGames } from "#lib/plays/store-player-page.ts";

/** A prize line; what went out of it is null until the seed is public. */
export interface FairnessPrize extends PrizeLine {
  readonly given: number | null;
  readonly givenLater: number | null;
}

export interface FairnessGame {
  readonly gameId: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly commitment: string | null;
  readonly committedAt: string | null;
  readonly odds: OddsFacts | null;
  readonly prizes: readonly FairnessPrize[];
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

/** What is counted of a game whose seed is public. */
interface GameFigures {
  readonly prizes: readonly PrizeTotal[];
  readonly totals: PlayTotals | undefined;
}

/**
 * Figures by game and the length of its chain. A ledger does not change without its chain, so what was counted once
 * for a chain is right for good.
 */
export type CountedGames = RecentMap<string, GameFigures>;
const countedMax = 2_000;

const countedKey = ({ gameId, headSeq }: FairnessGameRow) => `${gameId}|${headSeq}`;

/** Figures of games whose seed is public; only those not counted yet are read. */
async function figuresOf(
  sql: Executor,
  games: readonly FairnessGameRow[],
  counted: CountedGames,
): Promise<Map<string, GameFigures>> {
  const revealed = games.filter(({ seed }) => seed !== null);
  const fresh = revealed.filter((game) => !counted.get(countedKey(game)));
  const ids = fresh.map(({ gameId }) => gameId);
  const [prizes, totals] =
    ids.length === 0
      ? [[], []]
      : await Promise.all([listPrizeTotals(sql, ids), listPlayTotals(sql, ids)]);
  for (const game of fresh) {
    const isOf = (each: { readonly gameId: string }) => each.gameId === game.gameId;
    counted.set(countedKey(game), { prizes: prizes.filter(isOf), totals: totals.find(isOf) });
  }
  const figures = revealed.map((game) => [game.gameId, counted.get(countedKey(game))] as const);
  return new Map(figures.flatMap(([id, found]) => (found ? [[id, found]] : [])));
}

/** Undefined where there is no public campaign. */
export async function findFairnessPage(
  sql: Executor,
  slug: string,
  counted: CountedGames = new RecentMap(countedMax),
): Promise<FairnessPage | undefined> {
  const campaign = await findPublishedCampaign(sql, slug);
  if (!campaign) return undefined;
  const { look } = shownDocSchema.parse(campaign.doc);
  const published = await listPublishedGames(sql, campaign.id);
  const ids = published.map(({ id }) => id);
  const [facts, prizes, events] =
    ids.length === 0
      ? [[], [], []]
      : await Promise.all([
          listFairnessGames(sql, ids),
          listPrizeLines(sql, ids),
          listFairnessEvents(sql, ids, eventsMax),
        ]);
  const figures = await figuresOf(sql, facts, counted);
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
      const known = figures.get(id);
      return {
        gameId: id,
        name,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        commitment,
        committedAt,
        odds: config && oddsFacts(config),
        prizes: prizes.filter(isOf).map((line) => withTotal(line, known)),
        events: events.filter(isOf),
        revealed:
          seed === null || revealedAt === null
            ? undefined
            : { seed, at: revealedAt, ...head, totals: known?.totals },
      };
    }),
  };
}

function withTotal(line: PrizeLine, figures: GameFigures | undefined): FairnessPrize {
  const total = figures?.prizes.find(({ position }) => position === line.position);
  return { ...line, given: total?.given ?? null, givenLater: total?.givenLater ?? null };
}

/** A record is not served old: whoever comes after this waits for a new count. */
const freshMs = 5_000;

/** A crowd may ask for it. A game is counted when its seed is public, once; before that nothing of it is. */
export function createFairnessPages(
  sql: Executor,
  clock: Clock,
): MicroCache<FairnessPage | undefined> {
  const counted: CountedGames = new RecentMap(countedMax);
  const load = (slug: string) => findFairnessPage(sql, slug, counted);
  return createMicroCache({ freshMs, staleMs: freshMs, max: 500, clock, load });
}
