import type { Executor } from "#lib/platform/database.ts";
import type { WonPrize } from "#lib/plays/contract.ts";
import { prizeView } from "#lib/plays/result-view.ts";
import { findPrizeFacts } from "#lib/plays/store-game.ts";
import { listWins } from "#lib/plays/store-reveal.ts";

/** A player's wallet: revealed wins and second chances, masked. The codes are read one by one through the reveal. */
export async function listPrizes(
  sql: Executor,
  playerId: string,
  campaignIds: readonly string[],
): Promise<WonPrize[]> {
  const wins = await listWins(sql, playerId, campaignIds);
  const prizeIds = [...new Set(wins.map(({ prizeId }) => prizeId))];
  const facts = await Promise.all(prizeIds.map((prizeId) => findPrizeFacts(sql, prizeId)));
  const byId = new Map(facts.flatMap((prize) => (prize ? [[prize.prizeId, prize] as const] : [])));
  return wins.flatMap((win) => {
    const prize = byId.get(win.prizeId);
    if (!prize) return [];
    return [
      {
        playId: win.playId,
        gameId: win.gameId,
        gameName: win.gameName,
        campaignId: win.campaignId,
        wonAt: new Date(win.wonAtMs).toISOString(),
        couponId: win.couponId,
        mask: win.mask,
        state: win.couponState === "RESERVED" ? "ISSUED" : win.couponState,
        secondChance: win.isSecondChance,
        prize: prizeView(prize, win.expiresAtMs),
      },
    ];
  });
}
