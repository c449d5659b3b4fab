// A game of many plays, and how many rows Postgres reads to answer something about it.

import type { Executor, Sql } from "#lib/platform/database.ts";
import { isFullRun } from "#lib/testing/full-run.ts";

/** The last plays of a game that is decided but for them. */
export const undecided = 5;
/** Plays of a game with nothing decided. */
export const waiting = isFullRun ? 240_000 : 60_000;

/** The statistics stay what they are; at first there are none, as on the day of a first stampede. */
export async function keepStatistics(sql: Sql): Promise<void> {
  const tables = await sql`
    select c.oid::regclass::text as name from pg_class c
     where c.relkind = 'r' and (c.relname like 'play%' or c.relname = 'game')`;
  for (const { name } of tables) {
    await sql.unsafe(`alter table ${name} set (autovacuum_enabled = off)`);
  }
}

interface Filling {
  readonly plays: number;
  readonly decided: number;
}

/** Everything came at once, and the first `decided` plays have their results. */
export async function fill(sql: Sql, gameId: string, { plays, decided }: Filling): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`
      insert into play (play_id, game_id, player_id, seq, salt, accepted_at, reveal_at, t_us)
      select gen_random_uuid(), ${gameId}, gen_random_uuid(), n, '\\x00', now() - interval '1 minute', now(), n
        from generate_series(1, ${plays}::integer) n`;
    await tx`
      insert into play_result (play_id, game_id, player_id, k, epoch, t, chance, shares, brand, u, outcome, reason,
                               reveal_at)
      select play_id, game_id, player_id, seq, 0, 0, 0, '{}', -1, 0, 'LOSE', 'DRAW', reveal_at
        from play where game_id = ${gameId} and seq <= ${decided}::integer`;
    await tx`update game set last_seq = ${plays}, floor_seq = ${Math.max(0, decided - 10_000 + undecided)} where id = ${gameId}`;
  });
}

/** Rows that `ask` made Postgres read, of every table, by scan or by index. */
export async function rowsRead(ask: (tx: Executor) => Promise<unknown>, sql: Sql): Promise<number> {
  const count = async (tx: Executor) => {
    const [row] = await tx`
      select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::float8 as n
        from pg_stat_xact_user_tables`;
    return row?.n as number;
  };
  let read = 0;
  await sql
    .begin(async (tx) => {
      const before = await count(tx);
      await ask(tx);
      read = (await count(tx)) - before;
      throw new RangeError("leave no trace");
    })
    .catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
    });
  return read;
}
