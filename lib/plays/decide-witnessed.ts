import type { Database } from "#lib/platform/database.ts";
import { type DecideBatch, type DecideReply, decideBatch } from "#lib/plays/store-decide.ts";
import type { Witness } from "#lib/plays/witness.ts";

/**
 * decide(), with each win on the witness's disk before the commit. A batch that selects no brand cannot win and
 * needs neither the transaction nor the sync.
 */
export async function decideWitnessed(
  database: Database,
  witness: Witness | undefined,
  batch: DecideBatch,
): Promise<DecideReply> {
  if (!witness || batch.rows.every(({ brand }) => brand < 0)) {
    return await decideBatch(database.sql, batch);
  }
  return await database.sql.begin(async (tx) => {
    const reply = await decideBatch(tx, batch);
    if (reply.status !== "decided") return reply;
    const wins = reply.wins.flatMap(({ index, couponId }) => {
      const playId = batch.rows[index]?.playId;
      return couponId !== null && playId ? [{ gameId: batch.gameId, playId, couponId }] : [];
    });
    if (wins.length > 0) await witness.record(wins);
    return reply;
  });
}
