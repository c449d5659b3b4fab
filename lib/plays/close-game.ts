// Closes a game that is over: what is left of its prizes goes to losing plays, or stays in its pools, as the rules said
// before the start. Everything in one transaction, so a crash leaves either all of it or nothing, and the next round
// does it again; the row of game_close makes sure that it happens once.

import { openGameSeed } from "#lib/campaigns/game-seed.ts";
import { secondChanceOf } from "#lib/fairness/draw.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { awardLeftovers, inTurn, type LosingPlay } from "#lib/pacing/second-chance.ts";
import type { Database, Executor } from "#lib/platform/database.ts";
import { assert } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { hmacSha256 } from "#lib/platform/node-digest.ts";
import { type Close, closeBodies, closeWayOf, partOfAward } from "#lib/plays/close-entry.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import {
  allowTime,
  type ClosableGame,
  claimLeftovers,
  countLostPlays,
  findClosableGame,
  insertAwards,
  insertClose,
  listClosableGames,
  listLostPlays,
  listNetworkWins,
} from "#lib/plays/store-close.ts";
import { waitForIntake } from "#lib/plays/store-over.ts";
import { getPlan, listWins, lockPacer } from "#lib/plays/store-pacer.ts";
import type { Witness } from "#lib/plays/witness.ts";

export interface CloseDeps {
  readonly database: Database;
  readonly masterSecret: string;
  /** Without one no award is witnessed; only tests do that. */
  readonly witness: Witness | undefined;
  /** Called with everything written and nothing committed: where tests break the act off. */
  readonly beforeCommit?: (tx: Executor) => Promise<void>;
}

export interface ClosedGame {
  readonly gameId: string;
  readonly campaignId: string;
  readonly closeWith: Close["closeWith"];
  readonly awards: number;
  /** Coupons that found nobody, and stay in their pools. */
  readonly unsold: number;
}

const gamesPerRoundMax = 5;
const pageSize = 5_000;
const shard = 0;

/** Closes one game; undefined when it is not over yet, not wholly decided, or closed already. */
export async function closeGame(deps: CloseDeps, gameId: string): Promise<ClosedGame | undefined> {
  const { sql } = deps.database;
  await sql.begin((tx) => waitForIntake(tx, gameId));
  return await sql.begin(async (tx) => {
    await allowTime(tx);
    if (!(await lockChain(tx, gameId, shard))) return undefined;
    const pacer = await lockPacer(tx, gameId, shard);
    const game = pacer && (await findClosableGame(tx, gameId));
    if (!game) return undefined;
    const { committed } = await getPlan(tx, gameId, 1);
    const { config } = await getPlan(tx, gameId, pacer.planRevision);
    const closing = {
      gameId,
      game,
      config,
      seed: openGameSeed(deps.masterSecret, gameId, game.seedCt),
    };
    const promised = config.brands.map(({ budget }, brand) =>
      Math.max(0, budget - (pacer.state.W[brand] ?? 0)),
    );
    const closeWith = closeWayOf(committed);
    const close =
      closeWith === "return"
        ? { closeWith, leftovers: promised, awards: [], passedOver: [] }
        : { closeWith, ...(await giveChances(tx, closing, promised)) };
    await writeClose(tx, deps, closing, close);
    await deps.beforeCommit?.(tx);
    const left = close.leftovers.reduce((sum, count) => sum + count, 0);
    const awards = close.awards.length;
    return { gameId, campaignId: game.campaignId, closeWith, awards, unsold: left - awards };
  });
}

interface Closing {
  readonly gameId: string;
  readonly game: ClosableGame;
  readonly config: PacerConfig;
  readonly seed: Uint8Array;
}

/** Who gets what: the coupons are locked, nothing is changed. */
async function giveChances(
  tx: Executor,
  closing: Closing,
  promised: readonly number[],
): Promise<Omit<Close, "closeWith">> {
  const { gameId, config } = closing;
  const lost = promised.some((count) => count > 0) ? await countLostPlays(tx, gameId) : 0;
  if (lost === 0) return { leftovers: promised, awards: [], passedOver: [] };
  // No more than could be given: a game with few players must not hold a million coupons.
  const needs = promised.map((count) => Math.min(count, lost));
  const claimed = await claimLeftovers(tx, gameId, needs);
  const leftovers = promised.map((count, brand) => {
    const got = claimed.get(brand)?.length ?? 0;
    return got < (needs[brand] ?? 0) ? got : count;
  });
  const networks = new Map<string, string>();
  const plays = await listInTurn(tx, closing, networks);
  const { awards, passedOver } = awardLeftovers(
    {
      ...{ left: leftovers, userCap: config.userCap },
      brandCaps: config.brands.map(({ playerCap }) => playerCap),
      wins: new Map(await listWins(tx, gameId, config)),
      refuses: await networkGuard(tx, closing, networks),
    },
    plays,
  );
  const next = new Map<number, number>();
  return {
    leftovers,
    passedOver,
    awards: awards.map(({ playId, brand, rank }) => {
      const nth = next.get(brand) ?? 0;
      next.set(brand, nth + 1);
      const couponId = claimed.get(brand)?.[nth];
      assert(couponId !== undefined, "no more is given than was claimed");
      return { playId, brand, rank, couponId };
    }),
  };
}

async function listInTurn(
  tx: Executor,
  { gameId, game, seed }: Closing,
  networks: Map<string, string>,
): Promise<LosingPlay[]> {
  const plays: LosingPlay[] = [];
  for (let afterK = 0; ; ) {
    const page = await listLostPlays(tx, gameId, { afterK, limit: pageSize });
    for (const { playId, playerId, network } of page) {
      plays.push({ playId, player: playerId, draw: secondChanceOf(hmacSha256, seed, playId) });
      if (network !== null && game.winsPerNetwork > 0) networks.set(playId, network);
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) return inTurn(plays);
    afterK = last.k;
  }
}

/** Refuses plays of a network that has what its cap allows. Asked in turn, and only when the play could get a coupon. */
async function networkGuard(
  tx: Executor,
  { gameId, game }: Closing,
  networks: ReadonlyMap<string, string>,
): Promise<(play: LosingPlay) => boolean> {
  if (game.winsPerNetwork === 0) return () => false;
  const wins = await listNetworkWins(tx, gameId);
  return ({ playId }) => {
    const network = networks.get(playId);
    if (network === undefined) return false;
    const count = wins.get(network) ?? 0;
    if (count >= game.winsPerNetwork) return true;
    wins.set(network, count + 1);
    return false;
  };
}

async function writeClose(
  tx: Executor,
  { witness }: CloseDeps,
  { gameId, game }: Closing,
  close: Close,
): Promise<void> {
  const seqs: number[] = [];
  for (const body of closeBodies(close)) {
    seqs.push(await appendChain(tx, { gameId, shard, kind: "second_chance", body }));
  }
  const chainSeq = seqs.at(-1) ?? 0;
  if (close.awards.length > 0) {
    const rows = close.awards.map((award, index) => ({
      ...award,
      chainSeq: seqs[partOfAward(index)] ?? chainSeq,
    }));
    await insertAwards(tx, gameId, rows);
  }
  const awards = close.awards.length;
  await insertClose(tx, { gameId, closeWith: close.closeWith, awards, chainSeq });
  await writeAudit(tx, {
    actor: { kind: "system" },
    action: "game.closed",
    subjectKind: "game",
    subjectId: gameId,
    campaignId: game.campaignId,
    after: { closeWith: close.closeWith, leftovers: close.leftovers, awards, chainSeq },
  });
  // The disk knows every coupon before anybody can see it, as with wins.
  await witness?.record(close.awards.map(({ playId, couponId }) => ({ gameId, playId, couponId })));
}

/** Closes every game that is due. Called again and again; a game that fails keeps no other from its turn. */
export async function closeDueGames(
  deps: CloseDeps & { readonly logger: Logger },
): Promise<ClosedGame[]> {
  const closed: ClosedGame[] = [];
  for (const gameId of await listClosableGames(deps.database.sql, gamesPerRoundMax)) {
    try {
      const game = await closeGame(deps, gameId);
      if (game) closed.push(game);
    } catch (error) {
      deps.logger.error({ gameId, err: error }, "a game that is over could not be closed");
    }
  }
  return closed;
}
