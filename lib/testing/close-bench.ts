import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { openWitness } from "#lib/plays/witness.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  type PlayableGame,
  type PlayableOptions,
  startWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import { createTestDatabase, eventually, startTestRedis } from "#lib/testing/stores.ts";

export type CloseBench = Awaited<ReturnType<typeof openCloseBench>>;

/** Games that are played to their end by a worker, and what there is to see once they are closed. */
export async function openCloseBench() {
  const [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const { sql } = database;
  const worker = await startWorker(database.url, redis.url);
  const folder = await mkdtemp(join(tmpdir(), "frolic-close-"));
  const witness = await openWitness(folder, "close");
  const logger = createLogger("test", "silent");
  return {
    database,
    redis,
    folder,
    deps: { database, masterSecret: testSecret, logger, witness },
    /** A game with time to spare: a pacer that has hardly begun gives little, and much is left over. */
    quickGame: async (options: PlayableOptions): Promise<PlayableGame> => {
      const game = await createPlayableGame(sql, { startsInS: -60, endsInS: 3600, ...options });
      await sql`update game set reveal_seconds = 6 where id = ${game.gameId}`;
      return game;
    },
    play: async (game: PlayableGame, count: number, players: readonly string[]) => {
      const plays = await acceptPlays(sql, game, count, players);
      await feedPlays(redis.url, game, plays);
      await untilDecided(database, [game]);
      return plays;
    },
    end: async (...games: readonly PlayableGame[]) => {
      const ids = games.map(({ gameId }) => gameId);
      await sql`update game set ends_at = clock_timestamp() where id = any (${ids}::uuid[])`;
      await advanceStates(sql);
      await eventually("every result may be seen", async () => {
        const [row] = await sql`
          select count(*)::integer as n from play_result
           where game_id = any (${ids}::uuid[]) and reveal_at > clock_timestamp()`;
        return row?.n === 0;
      });
    },
    standing: async ({ gameId }: PlayableGame) => {
      const [row] = await sql`
        select (select count(*)::integer from second_chance_award where game_id = ${gameId}) as awards,
               (select count(*)::integer from game_close where game_id = ${gameId}) as closes,
               (select count(*)::integer from chain_entry where game_id = ${gameId} and kind = 'second_chance') as entries,
               (select count(*)::integer from coupon c join prize z on z.id = c.prize_id
                 where z.game_id = ${gameId} and c.state = 'ISSUED' and exists (
                  select 1 from second_chance_award a where a.coupon_id = c.id and a.play_id = c.play_id)) as issued,
               (select count(*)::integer from audit_log where subject_id = ${gameId}::text and action = 'game.closed') as audits,
               (select count(*)::integer from play_result where game_id = ${gameId} and outcome = 'WIN') as wins`;
      return row;
    },
    stop: async () => {
      await witness.close();
      await worker.stop();
      await redis.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
