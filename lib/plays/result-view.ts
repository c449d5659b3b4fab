import type { CouponTemplate } from "#lib/campaigns/contract.ts";
import { facesOf } from "#lib/fairness/faces.ts";
import { assert } from "#lib/platform/errors.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import type { PlayView } from "#lib/plays/contract.ts";
import type { PrizeFacts } from "#lib/plays/store-game.ts";
import type { LedgerResult, OwnedCoupon } from "#lib/plays/store-result.ts";

export function pendingView(playId: string): PlayView {
  return { playId, state: "PENDING" };
}

/** The ledger keeps the win, but its coupon was taken back by an operator before anybody saw it. */
export function takenBackView(playId: string): PlayView {
  return { playId, state: "VOID", reason: "TAKEN_BACK" };
}

export function prizeView(prize: PrizeFacts, expiresAtMs: number | undefined) {
  const template: Partial<CouponTemplate> = prize.template;
  return {
    id: prize.prizeId,
    name: prize.name,
    brand: prize.brand,
    monogram: prize.monogram,
    headline: template.headline ?? prize.name,
    terms: template.terms ?? "",
    howToRedeem: template.howToRedeem ?? "",
    redeemUrl: template.redeemUrl ?? "",
    expiresAt: expiresAtMs === undefined ? null : new Date(expiresAtMs).toISOString(),
  };
}

/** A loss, and beside it what its second chance brought. */
export function viewOfAward(
  playId: string,
  award: {
    readonly couponId: string;
    readonly expiresAtMs: number | undefined;
    readonly prize: PrizeFacts;
  },
): PlayView {
  const faces = [...facesOf(sha256, playId, false)] as [number, number, number];
  const prize = prizeView(award.prize, award.expiresAtMs);
  return { playId, state: "LOSE", faces, award: { prize, couponId: award.couponId } };
}

/** What a player sees of a final result. A win without its coupon or prize at hand is a bug, never a loss. */
export function viewOfResult(
  result: LedgerResult,
  win: { readonly coupon: OwnedCoupon; readonly prize: PrizeFacts } | undefined,
): PlayView {
  const { playId } = result;
  switch (result.outcome) {
    case "WIN": {
      assert(win, "a win has a coupon and a prize");
      const prize = prizeView(win.prize, win.coupon.expiresAtMs);
      const faces = [...facesOf(sha256, playId, true)] as [number, number, number];
      return { playId, state: "WIN", faces, prize, couponId: win.coupon.couponId };
    }
    case "LOSE": {
      const faces = [...facesOf(sha256, playId, false)] as [number, number, number];
      return { playId, state: "LOSE", faces };
    }
    case "VOID":
      return { playId, state: "VOID", reason: result.reason ?? "POISON" };
  }
}
