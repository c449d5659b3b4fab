// Makes the seed of a game that is over public, so that anybody can draw its draws again. Before the end it would
// tell who is going to win, so it goes out only when nothing is left to win: the end has passed, every accepted play
// is decided, and every result may be seen by its player.

import { openGameSeed } from "#lib/campaigns/game-seed.ts";
import { type Committed, commitmentOf } from "#lib/fairness/commitment.ts";
import { sameBytes, toHex } from "#lib/fairness/digest.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Database } from "#lib/platform/database.ts";
import { assert } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import { getPlan, lockPacer } from "#lib/plays/store-pacer.ts";
import {
  insertRevealedSeed,
  listRevealableGames,
  lockRevealableGame,
} from "#lib/plays/store-seed-reveal.ts";

export interface RevealDeps {
  readonly database: Database;
  readonly masterSecret: string;
}

const gamesPerRoundMax = 20;

/**
 * Reveals one game's seed, or does nothing and answers false: not over yet, not everything decided, or public
 * already. One transaction, so a crash leaves either all of it or nothing, and the next round does it again. A seed
 * that does not open the published commitment is never given out as the one that does.
 */
export async function revealSeed(deps: RevealDeps, gameId: string): Promise<boolean> {
  const shard = 0;
  return await deps.database.sql.begin(async (tx) => {
    if (!(await lockChain(tx, gameId, shard))) return false;
    if (!(await lockPacer(tx, gameId, shard))) return false;
    const game = await lockRevealableGame(tx, gameId);
    if (!game) return false;
    const seed = openGameSeed(deps.masterSecret, gameId, game.seedCt);
    const { committed } = await getPlan(tx, gameId, 1);
    assert(committed !== undefined, "a game that was played has a commitment");
    const promised = JSON.parse(committed) as Committed;
    const opens = sameBytes(commitmentOf(sha256, seed, promised), game.commitment);
    assert(opens, `the seed of game ${gameId} does not open its commitment`);
    const body = {
      commitment: toHex(game.commitment),
      lastSeq: game.lastSeq,
      seed: toHex(seed),
    };
    const chainSeq = await appendChain(tx, { gameId, shard, kind: "reveal", body });
    await insertRevealedSeed(tx, { gameId, seed, chainSeq });
    await writeAudit(tx, {
      actor: { kind: "system" },
      action: "game.seed_revealed",
      subjectKind: "game",
      subjectId: gameId,
      campaignId: game.campaignId,
      after: { chainSeq, lastSeq: game.lastSeq },
    });
    return true;
  });
}

/** Reveals every seed that is due. Called again and again; a game that fails keeps no other from its turn. */
export async function revealDueSeeds(
  deps: RevealDeps & { readonly logger: Logger },
): Promise<string[]> {
  const revealed: string[] = [];
  for (const gameId of await listRevealableGames(deps.database.sql, gamesPerRoundMax)) {
    try {
      if (await revealSeed(deps, gameId)) revealed.push(gameId);
    } catch (error) {
      deps.logger.error({ gameId, err: error }, "the seed of a game that is over stays sealed");
    }
  }
  return revealed;
}
