import type { CachedResult } from "#lib/plays/redis-stream.ts";
import type { DecideBatch, SettledWin } from "#lib/plays/store-decide.ts";

/** What a committed batch means for each of its plays, as the cache keeps it. */
export function resultsOf(
  gameId: string,
  batch: DecideBatch,
  wins: readonly SettledWin[],
): CachedResult[] {
  const byIndex = new Map(wins.map((win) => [win.index, win]));
  return batch.rows.map((row, index) => {
    const win = byIndex.get(index);
    const couponId = win?.couponId ?? null;
    return {
      playId: row.playId,
      gameId,
      playerId: row.playerId,
      outcome: couponId === null ? "LOSE" : "WIN",
      brand: row.brand,
      prizeId: couponId === null ? null : (win?.prizeId ?? null),
      couponId,
      revealAtMs: Math.floor(row.revealAtUs / 1000),
    };
  });
}
