import type { BrandLine } from "#lib/analytics/contract.ts";

/** The state of a prize line as its brand reads it: a live game without a coupon of it left is sold out to them. */
export function lineState({ left, gameState }: Pick<BrandLine, "left" | "gameState">): string {
  return left === 0 && gameState === "live" ? "sold_out" : gameState;
}

/** When the coupons give out, where that is ahead and not yet reached; null: nothing to say, or not before the end. */
export function runOutAhead(
  line: Pick<BrandLine, "left" | "startsMs" | "endsMs" | "runOutMs">,
  nowMs: number,
): number | null {
  const isOpen = line.startsMs <= nowMs && line.endsMs > nowMs;
  return isOpen && line.left > 0 ? line.runOutMs : null;
}
