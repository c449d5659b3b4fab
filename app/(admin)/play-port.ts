import "server-only";
import type { PlayPort } from "#lib/campaigns/play-port.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { revisePlan } from "#lib/plays/revise-plan.ts";

/** The pipeline's side of publishing, pausing and resuming, for this host's use cases. */
export const playPort: PlayPort = {
  openGame,
  pauseGame: async (tx, gameId) => {
    await pauseGame(tx, gameId);
  },
  resumeGame: async (tx, gameId) => {
    await resumeGame(tx, gameId);
  },
  revisePlan,
};
