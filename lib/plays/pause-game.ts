import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { encodeState } from "#lib/pacing/pacer-state.ts";
import type { Executor } from "#lib/platform/database.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import { lockPacer } from "#lib/plays/store-pacer.ts";
import { markPaused } from "#lib/plays/store-pause.ts";

/**
 * Stops the active time of a live game, in the caller's transaction. Plays accepted before are decided as usual;
 * intake refuses new ones from the commit on. False when the game is not live: nothing was changed.
 */
export async function pauseGame(tx: Executor, gameId: string): Promise<boolean> {
  const shard = 0;
  if (!(await lockChain(tx, gameId, shard))) return false;
  const pacer = await lockPacer(tx, gameId, shard);
  const tUs = await markPaused(tx, gameId);
  if (!pacer || tUs === undefined) return false;
  const body = {
    epoch: pacer.epoch,
    state: encodeState(pacer.state) as unknown as JsonValue,
    t: tUs / 1e6,
  };
  await appendChain(tx, { gameId, shard, kind: "pause", body });
  return true;
}
