import { correctWin } from "#lib/pacing/pacer-state.ts";
import type { Executor } from "#lib/platform/database.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import { lockPacer, updatePacer } from "#lib/plays/store-pacer.ts";
import { findGivenWin, isStillGiven, uncountWin } from "#lib/plays/store-take-back.ts";

/**
 * Says in the ledger that a win nobody has seen loses its coupon, in the caller's transaction and before the coupon
 * is touched: chain and pacer come first in the order of locks. The row of the play stays; the win counts neither
 * for its player nor for its prize line any longer, so that the coupon can be won again. The epoch goes up, because
 * whoever paces the game still counts it. False when the coupon is not reserved for this play: nothing was changed.
 */
export async function takeBackWin(
  tx: Executor,
  given: { readonly playId: string; readonly couponId: string },
): Promise<boolean> {
  const win = await findGivenWin(tx, given);
  if (!win) return false;
  const { gameId, brand } = win;
  const shard = 0;
  if (!(await lockChain(tx, gameId, shard))) return false;
  const pacer = await lockPacer(tx, gameId, shard);
  if (!pacer || !(await isStillGiven(tx, given))) return false;
  await uncountWin(tx, win, given.playId);
  const { mode, planRevision, state } = pacer;
  correctWin(state, brand);
  const epoch = pacer.epoch + 1;
  await updatePacer(tx, { gameId, shard, mode, epoch, planRevision, state });
  const body = {
    B: state.B,
    W: state.W,
    brand,
    couponId: Number(given.couponId),
    epoch,
    playId: given.playId,
    reason: "RETURNED",
  };
  await appendChain(tx, { gameId, shard, kind: "correction", body });
  return true;
}
