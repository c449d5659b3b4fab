import { dueShare, forecastLeft, runOut, sumSeries, timeGrid } from "#lib/analytics/burn-down.ts";
import type {
  BurnDownSeries,
  CampaignOverview,
  GameFigures,
  PrizePace,
} from "#lib/analytics/contract.ts";
import {
  chartSteps,
  type GamePace,
  type LinePace,
  readGamePaces,
} from "#lib/analytics/game-pace.ts";
import { countByHour, listGameFacts, readNowMs, readResultP95S } from "#lib/analytics/store.ts";
import type { Executor } from "#lib/platform/database.ts";

/**
 * Everything the campaign page shows, in five queries. Trusts its caller to have asked `campaign.read`. A campaign
 * without published games gives zeros and empty series.
 */
export async function campaignOverview(
  executor: Executor,
  campaignId: string,
): Promise<CampaignOverview> {
  const [nowMs, games] = await Promise.all([
    readNowMs(executor),
    listGameFacts(executor, { campaignId }),
  ]);
  const gameIds = games.map((game) => game.gameId);
  const zone = games[0]?.timeZone ?? "UTC";
  const [paces, byHour, resultP95S] = await Promise.all([
    readGamePaces(executor, games, nowMs),
    countByHour(executor, { gameIds, brandId: null, zone, fromMs: 0, toMs: nowMs + 60_000 }),
    readResultP95S(executor, gameIds),
  ]);
  const figures = paces.map(gameFigures);
  const total = (key: "plays" | "won" | "budget" | "left") =>
    figures.reduce((sum, each) => sum + each[key], 0);
  return {
    nowMs,
    figures: {
      plays: total("plays"),
      undecided: games.reduce((sum, game) => sum + Math.max(0, game.plays - game.decided), 0),
      won: total("won"),
      budget: total("budget"),
      left: total("left"),
      resultP95S,
    },
    burnDown: burnDown(paces, nowMs),
    games: figures,
    prizes: paces.flatMap((pace) => pace.lines.map((line) => prizePace(pace, line, nowMs))),
    byHour,
  };
}

/** The burn-down of several games together, on the axis from the first start to the last end. */
export function burnDown(paces: readonly GamePace[], nowMs: number): BurnDownSeries {
  if (paces.length === 0) {
    const nothing = { actual: [], plan: [], forecast: [], runOutMs: null, leftAtEnd: 0 };
    return { total: 0, startsMs: nowMs, endsMs: nowMs, ...nothing };
  }
  const startsMs = Math.min(...paces.map(({ game }) => game.startsMs));
  const endsMs = Math.max(...paces.map(({ game }) => game.endsMs));
  const until = Math.min(nowMs, endsMs);
  const grid = timeGrid(startsMs, endsMs, chartSteps);
  const past = nowMs <= startsMs ? [] : [...grid.filter((atMs) => atMs < until), until];
  const future = nowMs >= endsMs ? [] : [until, ...grid.filter((atMs) => atMs > until)];
  const series = (points: readonly number[], leftAt: (pace: GamePace, atMs: number) => number) =>
    sumSeries(paces.map((pace) => points.map((atMs) => ({ atMs, left: leftAt(pace, atMs) }))));
  const forecast =
    nowMs < startsMs ? [] : series(future, (pace, atMs) => leftAhead(pace, atMs, nowMs));
  const gone = forecast.findIndex(({ left }) => left < 0.5);
  const last = forecast.at(-1) ?? { left: paces.reduce((sum, { pace }) => sum + pace.left, 0) };
  return {
    total: paces.reduce((sum, { budget }) => sum + budget, 0),
    startsMs,
    endsMs,
    actual: series(past, (pace, atMs) => pace.budget - pace.winsAt(atMs)),
    plan: series(grid, (pace, atMs) => pace.budget * (1 - dueShare(pace.span, atMs, nowMs))),
    forecast: gone < 0 ? forecast : forecast.slice(0, gone + 1),
    runOutMs: gone <= 0 ? null : lastRunOut(paces, nowMs),
    leftAtEnd: Math.round(last.left),
  };
}

/** The forecast of a game is that of its lines: one brand's coupons do not help another's winners. */
function leftAhead({ lines, span }: GamePace, atMs: number, nowMs: number): number {
  return lines.reduce(
    (sum, { prize, pace }) => sum + forecastLeft(span, prize.budget, pace, atMs, nowMs),
    0,
  );
}

function lastRunOut(paces: readonly GamePace[], nowMs: number): number | null {
  const moments = paces.flatMap(({ lines, span }) =>
    lines.map(({ prize, pace }) => runOut(span, prize.budget, pace, nowMs)),
  );
  return moments.reduce<number | null>(
    (latest, atMs) => (atMs !== null && (latest === null || atMs > latest) ? atMs : latest),
    null,
  );
}

export function gameFigures({ game, budget, won, pace }: GamePace): GameFigures {
  const { gameId, name, slug, state, startsMs, endsMs, plays } = game;
  return { gameId, name, slug, state, startsMs, endsMs, plays, won, budget, left: pace.left };
}

export function prizePace(
  { game, span }: GamePace,
  { prize, won, pace }: LinePace,
  nowMs: number,
): PrizePace {
  return {
    prizeId: prize.prizeId,
    gameId: game.gameId,
    gameName: game.name,
    brandId: prize.brandId,
    brandName: prize.brandName,
    prizeName: prize.name,
    budget: prize.budget,
    won,
    left: pace.left,
    planned: Math.round(prize.budget * dueShare(span, nowMs, nowMs)),
    runOutMs: runOut(span, prize.budget, pace, nowMs),
    planEndMs: game.startsMs + (game.endsMs - game.startsMs) * span.plan.tf,
    startsMs: game.startsMs,
    endsMs: game.endsMs,
    leftAtEnd: Math.round(forecastLeft(span, prize.budget, pace, game.endsMs, nowMs)),
    alertLeft: game.alertLeft,
  };
}
