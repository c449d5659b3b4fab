import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { encodeState, setBudget } from "#lib/pacing/pacer-state.ts";
import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import { countStock, lockPacer, updatePacer } from "#lib/plays/store-pacer.ts";
import { listShortGames } from "#lib/plays/store-recount.ts";

interface RecountDeps {
  readonly database: Database;
  readonly logger: Logger;
}

/**
 * Lets games that ran dry go on when there are codes again. Nobody else would: a sold-out game takes no plays, and
 * only a play makes a worker look. The epoch goes up, so whoever paces the game takes it over anew.
 */
export async function recountStock({ database, logger }: RecountDeps): Promise<void> {
  for (const gameId of await listShortGames(database.sql)) {
    try {
      const added = await raiseBudgets(database, gameId);
      if (added > 0) logger.info({ gameId, coupons: added }, "coupons came in, the game goes on");
    } catch (error) {
      logger.error({ gameId, err: error }, "a game's coupons cannot be counted");
    }
  }
}

async function raiseBudgets(database: Database, gameId: string): Promise<number> {
  const shard = 0;
  return await database.sql.begin(async (tx) => {
    if (!(await lockChain(tx, gameId, shard))) return 0;
    const pacer = await lockPacer(tx, gameId, shard);
    if (!pacer) return 0;
    const { mode, planRevision, state } = pacer;
    let added = 0;
    for (const [brand, { budget }] of (await countStock(tx, gameId)).entries()) {
      const more = budget - (state.B[brand] ?? budget);
      if (more <= 0) continue;
      setBudget(state, brand, budget);
      added += more;
    }
    if (added === 0) return 0;
    const epoch = pacer.epoch + 1;
    await updatePacer(tx, { gameId, shard, mode, epoch, planRevision, state });
    const body = { epoch, planRevision, state: encodeState(state) as unknown as JsonValue };
    await appendChain(tx, { gameId, shard, kind: "budget", body });
    return added;
  });
}
