// When a game is over for good: nothing more can be accepted, everything accepted is decided and may be seen.

import type { Executor } from "#lib/platform/database.ts";

/**
 * The end has passed, every accepted play is decided, each player may see their result, and the seed is not said yet.
 * For a query with the game as `g` and its pacer as `gp`. No reveal is more than 60 s behind its play, so older
 * decisions are out of the question.
 */
export const isOver = (sql: Executor) => sql`
  g.state = 'ended' and g.ends_at <= clock_timestamp() and g.seed_revealed_at is null and g.seed_ct is not null
  and g.last_seq = gp.decided
  and not exists (
    select 1 from play_result r
     where r.game_id = g.id and r.decided_at > clock_timestamp() - interval '60 seconds'
       and r.reveal_at > clock_timestamp())`;

/**
 * The counters are not believed alone: every play of `g` is looked up in the ledger. Reads the whole game, so it is
 * asked once, under the locks.
 */
export const isEveryPlayDecided = (sql: Executor) => sql`
  not exists (
    select 1 from play p
      left join lateral (
        select true as decided from play_result r
         where r.game_id = p.game_id and r.play_id = p.play_id limit 1) r on true
     where p.game_id = g.id and r.decided is null)`;

/**
 * Waits for a batch of intake that is under way. A batch reads the clock under this lock, so once the end has passed
 * and the lock was held, whatever was accepted is there and nothing more ever is.
 */
export async function waitForIntake(sql: Executor, gameId: string): Promise<void> {
  await sql`select 1 from game where id = ${gameId} for no key update`;
}
