import { runOut } from "#lib/analytics/burn-down.ts";
import type { BrandLine, BrandReport, BrandTotals, Period } from "#lib/analytics/contract.ts";
import { readGamePaces } from "#lib/analytics/game-pace.ts";
import { countByHour, countCoupons, listGameFacts, readNowMs } from "#lib/analytics/store.ts";
import type { Executor } from "#lib/platform/database.ts";

/**
 * What one brand got for its coupons. Only rows of this brand are read; plays are those of the games it takes part
 * in. Trusts its caller to have checked that the actor may see this brand.
 */
export async function brandReport(
  executor: Executor,
  brandId: string,
  period: Period,
  zone = "UTC",
): Promise<BrandReport> {
  const [nowMs, games, coupons] = await Promise.all([
    readNowMs(executor),
    listGameFacts(executor, { brandId }),
    countCoupons(executor, brandId, period.fromMs, period.toMs),
  ]);
  const gameIds = games.map((game) => game.gameId);
  const [paces, byHour] = await Promise.all([
    readGamePaces(executor, games, nowMs),
    countByHour(executor, { gameIds, brandId, zone, ...period }),
  ]);
  const countsOf = new Map(coupons.map((row) => [row.prizeId, row]));
  const lines = paces.flatMap(({ game, span, lines: own }) =>
    own
      .filter(({ prize }) => prize.brandId === brandId)
      .map(({ prize, pace }): BrandLine => {
        const counts = countsOf.get(prize.prizeId);
        return {
          prizeId: prize.prizeId,
          prizeName: prize.name,
          campaignId: game.campaignId,
          campaignName: game.campaignName,
          gameId: game.gameId,
          gameName: game.name,
          gameState: game.state,
          timeZone: game.timeZone,
          startsMs: game.startsMs,
          endsMs: game.endsMs,
          budget: prize.budget,
          won: counts?.won ?? 0,
          issued: counts?.issued ?? 0,
          redeemed: counts?.redeemed ?? 0,
          left: pace.left,
          runOutMs: runOut(span, prize.budget, pace, nowMs),
        };
      }),
  );
  return { nowMs, totals: totalsOf(lines), lines, byHour };
}

function totalsOf(lines: readonly BrandLine[]): BrandTotals {
  const sum = (key: keyof BrandTotals) => lines.reduce((total, line) => total + line[key], 0);
  return {
    budget: sum("budget"),
    won: sum("won"),
    issued: sum("issued"),
    redeemed: sum("redeemed"),
    left: sum("left"),
  };
}
