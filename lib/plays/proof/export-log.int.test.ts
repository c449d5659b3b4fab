import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webCryptoTools } from "#components/fairness/web-crypto.ts";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { RecentMap } from "#lib/platform/recent-map.ts";
import { closeDueGames } from "#lib/plays/close-game.ts";
import { checkPlay } from "#lib/plays/proof/check-play.ts";
import { exportLog } from "#lib/plays/proof/export-log.ts";
import { type CountedGames, findFairnessPage } from "#lib/plays/proof/fairness-page.ts";
import { readChainLinks, readPlayProof } from "#lib/plays/proof/play-proof.ts";
import { readLines } from "#lib/plays/proof/read-lines.ts";
import { verifyLog } from "#lib/plays/proof/verify-log.ts";
import { revealDueSeeds } from "#lib/plays/reveal-seed.ts";
import { publishedKey, signHeads } from "#lib/plays/sign-heads.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  type PlayableGame,
  startWorker,
  type TestWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { urlAs } from "#scripts/stores/roles.mjs";

let database: TestDatabase;
let redis: TestRedis;
let worker: TestWorker;
/** With no more rights than the process that serves the log. */
let web: Database;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  worker = await startWorker(database.url, redis.url);
  web = openDatabase(urlAs(database.url, "frolic_web"), {
    max: 2,
    applicationName: "frolic-test-web",
  });
});
afterAll(async () => {
  await web.close();
  await worker.stop();
  await redis.stop();
  await database.drop();
});

const exported = (gameId: string) =>
  exportLog({ sql: web.sql, signer: publishedKey(testSecret) }, gameId);
const verified = (gameId: string) => verifyLog(readLines(exported(gameId), 1e7));

async function textOf(gameId: string): Promise<string> {
  let text = "";
  for await (const chunk of exported(gameId)) text += chunk;
  return text;
}

async function refusalOf(gameId: string): Promise<string> {
  return textOf(gameId).then(
    () => "given out",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

/** Two prize lines; the codes of the first are voided when the game has begun, so that wins of it are refused. */
async function playedGame(plays: number): Promise<{ game: PlayableGame; plays: string[] }> {
  const game = await createPlayableGame(database.sql, {
    lines: [
      { quantity: 30, coupons: 4 },
      { quantity: 30, playerCap: 1 },
    ],
    winsPerPlayer: 2,
    startsInS: -1800,
    endsInS: 1800,
    pacing: { expectedPlays: 40 },
  });
  await database.sql`update game set reveal_seconds = 6 where id = ${game.gameId}`;
  const first = await acceptPlays(database.sql, game, 8);
  await feedPlays(redis.url, game, first);
  await untilDecided(database, [game]);
  await database.sql`
    update coupon set state = 'VOIDED' where pool_id = ${game.poolIds[0] ?? null} and state = 'AVAILABLE'`;
  const rest = await acceptPlays(database.sql, game, plays - first.length);
  await feedPlays(redis.url, game, rest);
  await untilDecided(database, [game]);
  return { game, plays: [...first, ...rest] };
}

async function endAndReveal(game: PlayableGame): Promise<void> {
  const logger = createLogger("test", "silent");
  await database.sql`update game set ends_at = clock_timestamp() where id = ${game.gameId}`;
  await advanceStates(database.sql);
  const deps = { database, masterSecret: testSecret, logger, witness: undefined };
  await eventually("the seed is revealed", async () => {
    await closeDueGames(deps);
    return (await revealDueSeeds(deps)).includes(game.gameId);
  });
}

describe("the public record of a play", () => {
  it("says nothing of a play before the seed is public, and afterwards proves each of them", async () => {
    const { game, plays } = await playedGame(40);
    const signer = publishedKey(testSecret);
    const gateway = openDatabase(urlAs(database.url, "frolic_gateway"), {
      ...{ max: 1, applicationName: "frolic-test-gateway" },
    });
    try {
      const { sql } = gateway;
      const proofOf = (playId: string) => readPlayProof({ sql, signer }, playId);
      const unknown = randomUUID();
      await expect(proofOf(unknown)).rejects.toMatchObject({ code: "unknown_play" });
      const sealed = await Promise.all(plays.map(proofOf));
      const { playId: _, ...first } = sealed[0] ?? { playId: "" };
      // A win and a loss are the same but for the id.
      for (const { playId, ...rest } of sealed) expect(rest).toEqual({ ...first, evidence: null });
      const chain = { gameId: game.gameId, afterSeq: 0 };
      await expect(readChainLinks(sql, chain)).rejects.toMatchObject({ code: "log_not_public" });

      await endAndReveal(game);
      await signHeads(database.sql, testSecret);
      const tools = webCryptoTools();
      if (!tools) throw new Error("no WebCrypto here");
      const readLinks = (afterSeq: number) => readChainLinks(sql, { ...chain, afterSeq });
      const outcomes = new Set<string>();
      for (const playId of plays) {
        const proof = await proofOf(playId);
        outcomes.add(`${proof.evidence?.outcome} ${proof.evidence?.reason}`);
        if (proof.evidence?.award) outcomes.add("second chance");
        const check = await checkPlay(proof, { ...tools, readLinks });
        expect(check.steps.filter(({ state }) => state !== "right")).toEqual([]);
      }
      expect([...outcomes]).toEqual(
        expect.arrayContaining(["WIN DRAW", "LOSE DRAW", "LOSE POOL", "second chance"]),
      );
    } finally {
      await gateway.close();
    }
  });
});

describe("the fairness page", () => {
  it("has the promise from the start, and no figure before every result is known", async () => {
    const { game } = await playedGame(30);
    const { sql } = database;
    const [row] = await sql<{ slug: string }[]>`
      select slug from campaign where id = ${game.campaignId}`;
    await sql`
      update campaign set doc = doc || '{"look": {"title": "Friday", "enamel": "#B9290F", "bulb": "#FFC02E"}}'
       where id = ${game.campaignId}`;
    const load = async () => (await findFairnessPage(web.sql, row?.slug ?? ""))?.games[0];
    const before = await load();
    expect(before?.commitment).toMatch(/^[0-9a-f]{64}$/);
    expect(before?.odds).toMatchObject({ mode: "smooth", coupons: 60 });
    expect(before?.revealed).toBeUndefined();
    expect(before?.prizes.map(({ given }) => given)).toEqual([null, null]);
    // Recounted budgets would tell that coupons went, so they wait as well.
    const kinds = ["pause", "resume", "revision"];
    expect(before?.events.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);

    await endAndReveal(game);
    const after = await load();
    const [counted] = await sql`
      select count(*) filter (where outcome = 'WIN')::integer as wins from play_result where game_id = ${game.gameId}`;
    expect(after?.revealed?.totals).toMatchObject({ plays: 30, wins: counted?.wins, voids: 0 });
    const given = after?.prizes.reduce((sum, prize) => sum + (prize.given ?? 0), 0);
    expect(given).toBe(counted?.wins);
    expect(after?.events.at(-1)).toMatchObject({ kind: "reveal" });
  });

  it("counts a game that is over once, and again only when its chain has grown", async () => {
    const { game } = await playedGame(20);
    await endAndReveal(game);
    const { sql } = database;
    const [row] = await sql<{ slug: string }[]>`
      update campaign set doc = doc || '{"look": {"title": "Friday", "enamel": "#B9290F", "bulb": "#FFC02E"}}'
       where id = ${game.campaignId} returning slug`;
    const counted: CountedGames = new RecentMap(10);
    const plays = async () => {
      const page = await findFairnessPage(web.sql, row?.slug ?? "", counted);
      return page?.games[0]?.revealed?.totals?.plays;
    };
    expect(await plays()).toBe(20);
    // What nobody can do: a row goes without an entry in the chain.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`
        delete from play_result where game_id = ${game.gameId} and k = (
          select min(k) from play_result where game_id = ${game.gameId})`;
    });
    expect(await plays()).toBe(20);
    await sql`update chain_head set seq = seq + 1 where game_id = ${game.gameId}`;
    expect(await plays()).toBe(19);
  });
});

describe("the public log", () => {
  it("is given out once the seed is public, holds no player, and verifies without the database", async () => {
    const { game, plays } = await playedGame(150);
    expect(await refusalOf(game.gameId)).toBe("log_not_public");
    expect(await refusalOf("00000000-0000-4000-8000-000000000000")).toBe("log_not_public");
    await signHeads(database.sql, testSecret);
    await endAndReveal(game);
    await signHeads(database.sql, testSecret);
    const verdict = await verified(game.gameId);
    const [counted] = await database.sql`
      select count(*) filter (where outcome = 'WIN')::integer as wins, count(*)::integer as plays,
             count(*) filter (where reason in ('POOL', 'CAP'))::integer as refused
        from play_result where game_id = ${game.gameId}`;
    expect(verdict).toMatchObject({ ok: true, plays: plays.length, wins: counted?.wins });
    // The game is worth checking: coupons were given, and some wins found none.
    expect(counted?.wins).toBeGreaterThan(4);
    expect(counted?.refused).toBeGreaterThan(0);
    // The end of the chain is signed as soon as the seed is public, not an hour later.
    expect(verdict).toMatchObject({ signatures: 2 });
    if (verdict.ok) expect(verdict.signedTo).toBe(verdict.entries);
    expect(await verifyLedger(database.sql, testSecret, game.gameId)).toMatchObject({ ok: true });

    const text = await textOf(game.gameId);
    expect(JSON.parse(text)).toHaveLength(text.split("\n").length - 3);
    const players = await database.sql<{ player_id: string }[]>`
      select distinct player_id from play where game_id = ${game.gameId}`;
    expect(players.length).toBeGreaterThan(100);
    expect(players.filter(({ player_id: id }) => text.includes(id))).toEqual([]);
  });

  it("shows what somebody with write access to the database changed", async () => {
    const { game } = await playedGame(60);
    await endAndReveal(game);
    expect(await verified(game.gameId)).toMatchObject({ ok: true });
    const { sql } = database;
    const altered = await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      const [row] = await tx`
        update play_result set chance = chance * 0.5
         where game_id = ${game.gameId} and k = (
           select min(k) from play_result where game_id = ${game.gameId} and outcome = 'WIN')
        returning k::integer, play_id`;
      return row;
    });
    expect(await verified(game.gameId)).toMatchObject({
      ok: false,
      fault: { record: "row", k: altered?.k, playId: altered?.play_id, field: "S" },
    });
  });

  it("shows a play that somebody took out, and one that was put in", async () => {
    const { game } = await playedGame(30);
    await endAndReveal(game);
    const { sql } = database;
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update play_result set k = 1000 where game_id = ${game.gameId} and k = 7`;
    });
    expect(await verified(game.gameId)).toMatchObject({ ok: false, fault: { k: 7 } });
  });
});
