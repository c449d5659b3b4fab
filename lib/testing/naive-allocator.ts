// How it is often done, for control: read and forget, claim, then record, each step on its own. The safety check
// has to fail on it.

import { Redis } from "ioredis";
import { playsKey } from "#lib/pacing/redis/keys.ts";
import type { Database } from "#lib/platform/database.ts";
import type { PlayableGame } from "#lib/testing/ledger-fixtures.ts";

export interface NaiveAllocator {
  /** Stops between two steps, as kill -9 would. */
  kill(): void;
}

/** Takes entries off the stream before they are decided, and decides without memo, epoch or transaction. */
export function startNaiveAllocator(
  database: Database,
  redisUrl: string,
  game: PlayableGame,
): NaiveAllocator {
  const redis = new Redis(redisUrl);
  redis.on("error", () => undefined);
  let isKilled = false;
  const key = playsKey(game.partition);
  const step = async (playId: string) => {
    const [claimed] = await database.sql`
      update coupon set state = 'RESERVED', play_id = ${playId}, reserved_at = now(),
             prize_id = (select id from prize where game_id = ${game.gameId} and position = 0)
       where id = (select id from coupon where pool_id = ${game.poolIds[0] ?? ""} and state = 'AVAILABLE'
                    order by id limit 1)
      returning id, prize_id`;
    if (isKilled) return;
    await database.sql`
      insert into play_result (play_id, game_id, player_id, k, epoch, t, chance, shares, brand, u, outcome, reason,
                               prize_id, coupon_id, reveal_at)
      select p.play_id, p.game_id, p.player_id, p.seq, 0, 0, 1, '{1}', 0, 0, ${claimed ? "WIN" : "LOSE"}, 'DRAW',
             ${claimed?.prize_id ?? null}, ${claimed?.id ?? null}, p.reveal_at
        from play p where p.game_id = ${game.gameId} and p.play_id = ${playId}`;
  };
  const run = async () => {
    while (!isKilled) {
      const entries = await redis.xrange(key, "-", "+", "COUNT", 20);
      const [first] = entries;
      if (!first) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      await redis.xdel(key, ...entries.map(([id]) => id));
      for (const [, fields] of entries) {
        const at = fields.indexOf("p");
        if (isKilled) return;
        await step(fields[at + 1] ?? "").catch(() => undefined);
      }
    }
  };
  void run().finally(() => redis.disconnect());
  return {
    kill: () => {
      isKilled = true;
    },
  };
}
