import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { GENESIS } from "#lib/fairness/chain.ts";
import { toHex } from "#lib/fairness/digest.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { encodeState, startState } from "#lib/pacing/pacer-state.ts";
import type { Executor } from "#lib/platform/database.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import { planEntry } from "#lib/plays/plan-hash.ts";
import { appendChain, insertChainHead } from "#lib/plays/store-chain.ts";
import { getPlan, insertPacer } from "#lib/plays/store-pacer.ts";

export interface OpenGame {
  readonly gameId: string;
  readonly config: PacerConfig;
  readonly planRevision: number;
  readonly commitment: Uint8Array;
}

/**
 * Starts the pacer and the chain of a game whose rows and plan stand in the same transaction. The first entry
 * carries the commitment, the settings and the state everything begins with.
 */
export async function openGame(tx: Executor, game: OpenGame): Promise<void> {
  const { gameId, config, planRevision, commitment } = game;
  const shard = 0;
  const state = startState(config);
  const { plan } = await getPlan(tx, gameId, planRevision);
  await insertPacer(tx, { gameId, shard, planRevision, state });
  await insertChainHead(tx, { gameId, shard, hash: GENESIS });
  const body = {
    commitment: toHex(commitment),
    ...planEntry(sha256, { revision: planRevision, config, plan }),
    epoch: 0,
    gameId,
    state: encodeState(state) as unknown as JsonValue,
  };
  await appendChain(tx, { gameId, shard, kind: "genesis", body });
}
