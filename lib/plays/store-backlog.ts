import type { Executor } from "#lib/platform/database.ts";

export interface GameBacklog {
  readonly gameId: string;
  readonly partition: number;
  readonly decided: number;
  /** Accepted and not decided. */
  readonly waiting: number;
}

/** Counters of every game that takes plays or may still have some to decide. */
export async function listBacklogs(sql: Executor): Promise<GameBacklog[]> {
  const rows = await sql<{ id: string; partition: number; last_seq: string; decided: string }[]>`
    select g.id, g.partition, g.last_seq, coalesce((
             select sum(p.decided) from game_pacer p where p.game_id = g.id), 0)::bigint as decided
      from game g
     where g.state in ('scheduled', 'live', 'paused', 'ended') and g.last_seq > 0
       and g.ends_at > now() - interval '1 day'`;
  return rows.map((row) => {
    const decided = Number(row.decided);
    return {
      gameId: row.id,
      partition: row.partition,
      decided,
      waiting: Math.max(0, Number(row.last_seq) - decided),
    };
  });
}
