import type { Executor } from "#lib/platform/database.ts";
import { listBacklogs } from "#lib/plays/store-backlog.ts";

export interface BacklogFigures {
  /** Plays accepted and not decided, over all games. */
  readonly waiting: number;
  /** Games that have such plays. */
  readonly games: number;
}

/** The installation's backlog from the counters of Postgres: right with Redis down and the allocator gone. */
export async function readBacklogFigures(sql: Executor): Promise<BacklogFigures> {
  const games = await listBacklogs(sql);
  const behind = games.filter(({ waiting }) => waiting > 0);
  return { waiting: behind.reduce((sum, game) => sum + game.waiting, 0), games: behind.length };
}
