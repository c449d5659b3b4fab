import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";
import type { PrizeFacts } from "#lib/plays/store-game.ts";
import type { LedgerResult } from "#lib/plays/store-result.ts";
import { type AwardFacts, findAwards, hasAwards } from "#lib/plays/store-reveal.ts";

export interface ShownAward extends AwardFacts {
  readonly prize: PrizeFacts;
}

export interface SecondChances {
  /** Second chances of those among the results that lost and got one, by play. */
  of(results: readonly LedgerResult[]): Promise<Map<string, ShownAward>>;
}

/**
 * Whether a game gave any is asked once in a few seconds and game: while a game runs, a loss costs no query of its own.
 * When Postgres does not answer, results that Redis knows are told all the same; the second chance is seen later.
 */
export function createSecondChances(
  deps: { readonly sql: Executor; readonly clock: Clock; readonly logger: Logger },
  prizeOf: (prizeId: string) => Promise<PrizeFacts | undefined>,
): SecondChances {
  const games = createMicroCache<boolean>({
    freshMs: 5_000,
    staleMs: 10_000,
    max: 10_000,
    clock: deps.clock,
    load: (gameId) =>
      hasAwards(deps.sql, gameId).catch((error: unknown) => {
        deps.logger.debug({ err: error, gameId }, "second chances cannot be asked for");
        return false;
      }),
  });
  return {
    of: async (results) => {
      const lost: string[] = [];
      for (const { playId, gameId, outcome } of results) {
        if (outcome === "LOSE" && (await games.get(gameId))) lost.push(playId);
      }
      const shown = new Map<string, ShownAward>();
      if (lost.length === 0) return shown;
      for (const award of await findAwards(deps.sql, lost)) {
        const prize = await prizeOf(award.prizeId);
        if (prize) shown.set(award.playId, { ...award, prize });
      }
      return shown;
    },
  };
}
