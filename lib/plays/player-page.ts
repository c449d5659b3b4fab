// What the public pages of a campaign show. Nothing here depends on who asks, so one rendered copy serves all.

import { z } from "zod";
import { lookSchema, rulesSchema } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { viewOfStanding } from "#lib/plays/game-view.ts";
import {
  type PageGame,
  type PlayerPage,
  pickGame,
  type RulesPage,
} from "#lib/plays/player-page-view.ts";
import { findGameStanding } from "#lib/plays/store-game.ts";
import {
  findPublishedCampaign,
  listPublishedGames,
  listPublishedPrizes,
  type PublishedCampaign,
  type PublishedGame,
  type PublishedPrize,
} from "#lib/plays/store-player-page.ts";

const shownDocSchema = z.object({ look: lookSchema, rules: rulesSchema });
/** Of a game only what its losers are told. */
const consolationSchema = z.object({
  games: z
    .array(z.object({ id: z.string(), pacing: z.object({ consolation: z.string() }).optional() }))
    .default([]),
});

/** The page of one game, or of the one to open when none is named; undefined when there is nothing public. */
export async function findPlayerPage(
  sql: Executor,
  slug: string,
  gameSlug?: string,
): Promise<PlayerPage | undefined> {
  const campaign = await findPublishedCampaign(sql, slug);
  if (!campaign) return undefined;
  const games = await listPublishedGames(sql, campaign.id);
  const game =
    gameSlug === undefined
      ? pickGame(games, campaign.now)
      : games.find((candidate) => candidate.slug === gameSlug);
  if (!game) return undefined;
  const [prizes, standing] = await Promise.all([
    listPublishedPrizes(sql, [game.id]),
    findGameStanding(sql, game.id),
  ]);
  if (!standing) return undefined;
  const others = games.filter((other) => other.id !== game.id && other.endsAt > campaign.now);
  return pageOf(campaign, pageGame(game, prizes, viewOfStanding(standing)), others);
}

function pageGame(
  game: PublishedGame,
  prizes: readonly PublishedPrize[],
  view: PageGame["view"],
): PageGame {
  return {
    id: game.id,
    slug: game.slug,
    name: game.name,
    revealSeconds: game.revealSeconds,
    playsPerPlayer: game.playsPerPlayer,
    playsPerDay: game.playsPerDay,
    whoMayPlay: game.whoMayPlay,
    prizes: prizes.map(({ headline, name, brand, monogram }) => ({
      headline: headline ?? name,
      brand,
      monogram,
    })),
    view,
  };
}

function pageOf(
  campaign: PublishedCampaign,
  game: PageGame,
  others: readonly PublishedGame[],
): PlayerPage {
  const { look, rules } = shownDocSchema.parse(campaign.doc);
  return {
    campaignId: campaign.id,
    isRehearsal: campaign.isRehearsal,
    slug: campaign.slug,
    title: look.title || campaign.name,
    subtitle: look.subtitle,
    timeZone: campaign.timeZone,
    enamel: look.enamel,
    bulb: look.bulb,
    winText: look.winText,
    loseText: look.loseText,
    consolation: consolationOf(campaign.doc, game.id),
    minimumAge: rules.minimumAge,
    consentText: rules.consentText,
    oddsLine: rules.oddsLine,
    game,
    otherGames: others.map(({ slug, name, startsAt, endsAt }) => ({
      slug,
      name,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
  };
}

function consolationOf(doc: unknown, gameId: string): string {
  const { games } = consolationSchema.parse(doc);
  return games.find(({ id }) => id === gameId)?.pacing?.consolation ?? "";
}

/** The official rules with the figures that are theirs. */
export async function findRulesPage(sql: Executor, slug: string): Promise<RulesPage | undefined> {
  const campaign = await findPublishedCampaign(sql, slug);
  if (!campaign) return undefined;
  const { look, rules } = shownDocSchema.parse(campaign.doc);
  const games = await listPublishedGames(sql, campaign.id);
  const prizes = await listPublishedPrizes(
    sql,
    games.map(({ id }) => id),
  );
  return {
    title: look.title || campaign.name,
    slug: campaign.slug,
    timeZone: campaign.timeZone,
    enamel: look.enamel,
    bulb: look.bulb,
    brands: [...new Set(prizes.map(({ brand }) => brand))],
    revision: campaign.revision,
    publishedAt: campaign.publishedAt?.toISOString() ?? null,
    officialRules: rules.officialRules,
    oddsLine: rules.oddsLine,
    minimumAge: rules.minimumAge,
    games: games.map((game) => ({
      id: game.id,
      name: game.name,
      startsAt: game.startsAt.toISOString(),
      endsAt: game.endsAt.toISOString(),
      playsPerPlayer: game.playsPerPlayer,
      playsPerDay: game.playsPerDay,
      winsPerPlayer: game.winsPerPlayer,
      whoMayPlay: game.whoMayPlay,
      prizes: prizes
        .filter(({ gameId }) => gameId === game.id)
        .map(({ name, headline, brand, quantity }) => ({ name, headline, brand, quantity })),
    })),
  };
}
