import type { Executor } from "#lib/platform/database.ts";

/**
 * Live games with a prize line whose pacer stopped short of its quantity although free coupons would let it go on:
 * codes came in, or another pool was chosen, after the line ran dry. A line that has its whole quantity costs nothing
 * to ask; for the others it is enough to find one coupon more than the budget knows of.
 */
export async function listShortGames(sql: Executor): Promise<string[]> {
  const rows = await sql<{ game_id: string }[]>`
    select distinct l.game_id
      from (select z.game_id, z.pool_id, g.reveal_seconds, (gp.state -> 'B' ->> z.position::integer)::bigint as budget,
                   (gp.state -> 'W' ->> z.position::integer)::bigint as won, z.quantity
              from game g join game_pacer gp on gp.game_id = g.id and gp.shard = 0
              join prize z on z.game_id = g.id
             where g.state = 'live' and g.ends_at > clock_timestamp()) l
      join coupon_pool cp on cp.id = l.pool_id and (cp.codes_expire_at is null
           or cp.codes_expire_at > clock_timestamp() + make_interval(secs => l.reveal_seconds))
     where l.budget < l.quantity
       and (select count(*) from (
              select 1 from coupon c where c.pool_id = l.pool_id and c.state = 'AVAILABLE'
               limit l.budget - l.won + 1) x) > l.budget - l.won
     order by 1`;
  return rows.map((row) => row.game_id);
}
