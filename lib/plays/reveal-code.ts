import { openCode } from "#lib/coupons/open-code.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { RevealedCode } from "#lib/plays/contract.ts";
import { issueCoupons } from "#lib/plays/store-result.ts";
import { lockWin } from "#lib/plays/store-reveal.ts";

/** Codes that may still be shown to their winner; a redeemed one too, for the counter that asks to see it again. */
const showable = new Set(["RESERVED", "ISSUED", "REDEEMED"]);

/**
 * Shows a winner the code. The access row is written before the code is opened and in the same transaction:
 * when it cannot be written, nobody sees anything.
 */
export async function revealCode(
  deps: { readonly sql: Sql; readonly masterSecret: string },
  who: { readonly playId: string; readonly playerId: string },
): Promise<RevealedCode> {
  return await deps.sql.begin(async (tx) => {
    const win = await lockWin(tx, who.playId.toLowerCase(), who.playerId);
    if (!win) throw new AppError("unknown_play");
    if (!win.isDue) throw new AppError("coupon_not_yet");
    if (win.isExpired || !showable.has(win.couponState)) throw new AppError("coupon_expired");
    if (win.couponState === "RESERVED")
      await issueCoupons(tx, [{ couponId: win.couponId, playId: who.playId.toLowerCase() }]);
    const access = { actorKind: "player", actorId: who.playerId, purpose: "reveal" };
    const code = await openCode(tx, deps.masterSecret, win.couponId, access, {
      playId: who.playId.toLowerCase(),
    });
    return {
      playId: who.playId.toLowerCase(),
      couponId: win.couponId,
      code,
      headline: win.headline,
      brand: win.brand,
      expiresAt: win.expiresAtMs === undefined ? null : new Date(win.expiresAtMs).toISOString(),
    };
  });
}
