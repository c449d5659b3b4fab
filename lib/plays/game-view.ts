import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";
import type { GameView } from "#lib/plays/contract.ts";
import { findGameStanding, type GameStanding } from "#lib/plays/store-game.ts";

/** The state players see: by the database clock, whatever the scheduler has got round to. */
export function viewOfStanding(standing: GameStanding): GameView {
  const { state, nowMs, startsAtMs, endsAtMs, left } = standing;
  const shown = (): GameView["state"] => {
    if (state === "ended" || nowMs >= endsAtMs) return "ended";
    if (nowMs < startsAtMs) return "scheduled";
    if (state === "paused") return "paused";
    if (left <= 0) return "sold_out";
    return standing.isShut ? "not_open" : "live";
  };
  return {
    gameId: standing.gameId,
    state: shown(),
    startsAt: new Date(startsAtMs).toISOString(),
    endsAt: new Date(endsAtMs).toISOString(),
    opensAt: standing.opensAtMs === null ? null : new Date(standing.opensAtMs).toISOString(),
    left,
    total: standing.total,
    lagS: Math.round(standing.lagS * 10) / 10,
  };
}

export interface GameViews {
  /** At most 250 ms old while anybody asks; undefined for a game that is not published. */
  find(gameId: string): Promise<GameView | undefined>;
}

export function createGameViews(sql: Executor, clock: Clock): GameViews {
  const cache = createMicroCache<GameView | undefined>({
    freshMs: 250,
    staleMs: 1_000,
    max: 5_000,
    clock,
    load: async (gameId) => {
      const standing = await findGameStanding(sql, gameId);
      return standing && viewOfStanding(standing);
    },
  });
  return { find: (gameId) => cache.get(gameId) };
}
