// A drill from its order to its report: the stampede over the public front, then what the ledger says of it.

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { createPlayerTokens } from "#lib/identity/player-token.ts";
import type { Database } from "#lib/platform/database.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import type { DrillProgress, DrillReport } from "#lib/rehearsal/contract.ts";
import {
  type DrillEnd,
  isStaged,
  type StagedGame,
  settledLedger,
} from "#lib/rehearsal/drill-run.ts";
import { figuresOf, startStorm } from "#workers/drill/storm.ts";

export interface DrillOrder {
  readonly game: StagedGame;
  readonly players: number;
  readonly url: string;
  /** Told now and then; answers true to end the drill early. */
  readonly beat: (progress: DrillProgress) => Promise<boolean>;
}

const beatMs = 1_000;

/**
 * Tokens are made here and not asked for over HTTP: an address gets twenty an hour, so two thousand players of one
 * machine would wait for days. Everything else is what a browser does.
 */
export async function runDrill(
  deps: { readonly database: Database; readonly masterSecret: string },
  { game, players, url, beat }: DrillOrder,
): Promise<DrillEnd> {
  const tokens = createPlayerTokens(deps.masterSecret, Date.now);
  const stop = new AbortController();
  const startedAtMs = performance.now();
  const storm = startStorm({
    ...{ url, players, gameId: game.gameId, signal: stop.signal },
    tokenOf: () => tokens.mint(game.campaignId, randomUUID()).token,
  });
  let isOver = false;
  // To the very end: a drill that waits for its last results, or has its ledger checked, is no silent one.
  const beating = (async () => {
    while (!isOver) {
      if (await beat(storm.progress()).catch(() => false)) stop.abort();
      await delay(beatMs);
    }
  })();
  const judge = async () => {
    const stories = await storm.stories;
    const ids = stories.flatMap(({ fate, playId }) => (fate === "accepted" ? [playId] : []));
    const ledger = await settledLedger(deps.database, game.gameId, ids);
    if (!ledger) return undefined;
    const verdict = await verifyLedger(deps.database.sql, deps.masterSecret, game.gameId);
    return (await isStaged(deps.database.sql, game.gameId))
      ? { stories, ledger, verdict }
      : undefined;
  };
  const judged = await judge().finally(() => {
    isOver = true;
  });
  await beating;
  if (!judged) return { report: undefined, wasCancelled: true };
  const { stories, ledger, verdict } = judged;
  await beat(storm.progress());
  const report: DrillReport = {
    ...figuresOf(stories, startedAtMs),
    ...ledger,
    verdict: verdict.ok ? "verified" : `entry ${verdict.entry}: ${verdict.why}`,
    durationS: Math.round((performance.now() - startedAtMs) / 100) / 10,
  };
  return { report, wasCancelled: stop.signal.aborted };
}
