import { createPlayerGuard, type PlayerGuard } from "#lib/http/shared/player-guard.ts";
import {
  createPlayerTokenReader,
  type PlayerTokenReader,
} from "#lib/identity/player-token-reader.ts";
import { perRuntime, type Runtime } from "#lib/platform/runtime.ts";
import { createGameViews, type GameViews } from "#lib/plays/game-view.ts";
import { createResultReader, type ResultReader } from "#lib/plays/read-result.ts";
import { createPlayDesk, type PlayDesk } from "#lib/plays/submit-play.ts";

/** The parts of the play API, one set a process: limits and caches live in them. */
export interface PlayServices {
  readonly runtime: Runtime;
  readonly tokens: PlayerTokenReader;
  readonly guard: PlayerGuard;
  readonly desk: PlayDesk;
  readonly results: ResultReader;
  readonly views: GameViews;
}

export function createPlayServices(runtime: Runtime): PlayServices {
  const { sql } = runtime.database;
  const { redis, clock, logger, env } = runtime;
  const { FROLIC_SECRET: masterSecret, FROLIC_PREVIOUS_SECRET: previousSecret } = env;
  const tokens = createPlayerTokenReader({ sql, masterSecret, previousSecret, clock });
  const views = createGameViews(sql, clock);
  return {
    runtime,
    tokens,
    guard: createPlayerGuard(tokens, env.BASE_URL),
    views,
    desk: createPlayDesk({ sql, redis, clock, logger, masterSecret, views }),
    results: createResultReader({ sql, redis, clock, logger }),
  };
}

/** The process's own set. */
export const playServices = perRuntime(createPlayServices);
