import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { type Committed, commitmentOf } from "#lib/fairness/commitment.ts";
import { drawOf } from "#lib/fairness/draw.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { closeDueGames, closeGame } from "#lib/plays/close-game.ts";
import { readPlayProof } from "#lib/plays/proof/play-proof.ts";
import { revealDueSeeds, revealSeed } from "#lib/plays/reveal-seed.ts";
import { publishedKey } from "#lib/plays/sign-heads.ts";
import { findGameProof } from "#lib/plays/store-proof.ts";
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

let database: TestDatabase;
let redis: TestRedis;
let worker: TestWorker;
const logger = createLogger("test", "silent");

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  worker = await startWorker(database.url, redis.url);
});
afterAll(async () => {
  await worker.stop();
  await redis.stop();
  await database.drop();
});

const deps = () => ({ database, masterSecret: testSecret, logger, witness: undefined });
const reveal = async (game: PlayableGame) => {
  await closeGame(deps(), game.gameId);
  return await revealSeed(deps(), game.gameId);
};
const revealDue = async () => {
  await closeDueGames(deps());
  return await revealDueSeeds(deps());
};

/** A game whose results may be seen one second after their plays. */
async function quickGame(): Promise<PlayableGame> {
  const game = await createPlayableGame(database.sql, { startsInS: -1800, endsInS: 1800 });
  await database.sql`update game set reveal_seconds = 6 where id = ${game.gameId}`;
  return game;
}

async function end(game: PlayableGame): Promise<void> {
  await database.sql`update game set ends_at = clock_timestamp() where id = ${game.gameId}`;
  await advanceStates(database.sql);
}

async function playToTheEnd(plays: number): Promise<{ game: PlayableGame; plays: string[] }> {
  const game = await quickGame();
  const ids = await acceptPlays(database.sql, game, plays);
  await feedPlays(redis.url, game, ids);
  await untilDecided(database, [game]);
  await end(game);
  return { game, plays: ids };
}

const entriesOf = async (game: PlayableGame) => {
  const [row] = await database.sql`
    select (select count(*)::integer from chain_entry where game_id = ${game.gameId} and kind = 'reveal') as entries,
           (select count(*)::integer from revealed_seed where game_id = ${game.gameId}) as seeds,
           (select count(*)::integer from audit_log where subject_id = ${game.gameId}
               and action = 'game.seed_revealed') as audits,
           (select seed_revealed_at is not null from game where id = ${game.gameId}) as said`;
  return row;
};
const nothing = { entries: 0, seeds: 0, audits: 0, said: false };
const once = { entries: 1, seeds: 1, audits: 1, said: true };

describe("a game's seed", () => {
  it("stays sealed before the end, whatever is decided", async () => {
    const game = await quickGame();
    await feedPlays(redis.url, game, await acceptPlays(database.sql, game, 20));
    await untilDecided(database, [game]);
    expect(await reveal(game)).toBe(false);
    // The end has passed, and nobody has said so yet.
    await database.sql`update game set ends_at = clock_timestamp() where id = ${game.gameId}`;
    expect(await reveal(game)).toBe(false);
    expect(await entriesOf(game)).toEqual(nothing);
  });

  it("stays sealed while a play is undecided, and while a result is still to be seen", async () => {
    const game = await quickGame();
    const plays = await acceptPlays(database.sql, game, 5);
    await end(game);
    expect(await reveal(game)).toBe(false);
    // A counter that says too much does not open it either.
    await database.sql`update game_pacer set decided = 5 where game_id = ${game.gameId}`;
    expect(await reveal(game)).toBe(false);
    await database.sql`update game_pacer set decided = 0 where game_id = ${game.gameId}`;
    await feedPlays(redis.url, game, plays);
    await untilDecided(database, [game]);
    await eventually("it is revealed", () => reveal(game));
    const [row] = await database.sql`
      select v.revealed_at >= max(r.reveal_at) as after from revealed_seed v join play_result r using (game_id)
       where game_id = ${game.gameId} group by v.revealed_at`;
    expect(row?.after).toBe(true);
  });

  it("is public once everything is decided, opens the commitment, and draws every draw again", async () => {
    const { game, plays } = await playToTheEnd(40);
    expect(await findGameProof(database.sql, game.gameId)).toMatchObject({ seed: null });
    const due = await eventually("it is revealed", async () => {
      const revealed = await revealDue();
      return revealed.includes(game.gameId) && revealed;
    });
    expect(due).toContain(game.gameId);
    const proof = await findGameProof(database.sql, game.gameId);
    expect(proof?.is_over).toBe(true);
    const seed = Buffer.from(proof?.seed ?? "", "hex");
    const promised = JSON.parse(proof?.committed ?? "") as Committed;
    expect(Buffer.from(commitmentOf(sha256, seed, promised)).toString("hex")).toBe(
      proof?.commitment,
    );
    const signer = publishedKey(testSecret);
    for (const playId of plays) {
      const row = (await readPlayProof({ sql: database.sql, signer }, playId)).evidence?.row;
      const { gameId } = game;
      const u = drawOf(hmacSha256, seed, {
        ...{ gameId, playId },
        seq: Number(row?.seq),
        salt: row?.salt ?? "",
      });
      expect(u).toBe(row?.u);
    }
    expect(await verifyLedger(database.sql, testSecret, game.gameId)).toMatchObject({ ok: true });
  });

  it("is revealed once, however often and by however many it is asked for", async () => {
    const { game } = await playToTheEnd(10);
    await eventually("it is due", async () => {
      const [row] = await database.sql`
        select bool_and(reveal_at < clock_timestamp()) as due from play_result where game_id = ${game.gameId}`;
      return row?.due;
    });
    const answers = await Promise.all(Array.from({ length: 6 }, () => reveal(game)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await reveal(game)).toBe(false);
    expect(await revealDue()).not.toContain(game.gameId);
    expect(await entriesOf(game)).toEqual(once);
  });

  it("is wholly public or not at all when the act is broken off, and the next round does it", async () => {
    const { game } = await playToTheEnd(10);
    await eventually("it is due", async () => {
      const [row] = await database.sql`
        select bool_and(reveal_at < clock_timestamp()) as due from play_result where game_id = ${game.gameId}`;
      return row?.due;
    });
    await closeGame(deps(), game.gameId);
    // The session is killed at the last statement of the act, when everything else is written.
    await database.sql.unsafe(`
      create function die() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger die after insert on audit_log for each row execute function die();`);
    await expect(reveal(game)).rejects.toThrow();
    await eventually("the connection is back", () => database.sql`select 1`.catch(() => undefined));
    expect(await entriesOf(game)).toEqual(nothing);
    await database.sql.unsafe("drop trigger die on audit_log");
    expect(await reveal(game)).toBe(true);
    expect(await entriesOf(game)).toEqual(once);
  });

  it("leaves the game over for good: no play, no later end, no taking it back", async () => {
    const { game } = await playToTheEnd(5);
    await eventually("it is revealed", () => reveal(game));
    const { gameId } = game;
    const { sql } = database;
    await expect(sql`
      update game set state = 'live', ends_at = now() + interval '1 hour' where id = ${gameId}`).rejects.toThrow(
      "is public",
    );
    await expect(sql`update game set seed_revealed_at = null where id = ${gameId}`).rejects.toThrow(
      "is public",
    );
    await expect(
      sql`update revealed_seed set seed = sha256('x') where game_id = ${gameId}`,
    ).rejects.toThrow("append-only");
    await expect(acceptPlays(sql, game, 1)).rejects.toThrow("closed");
  });

  it("is not given out when it does not open the published commitment", async () => {
    const { game } = await playToTheEnd(3);
    await database.sql`update game set commitment = sha256('another') where id = ${game.gameId}`;
    await eventually("it is due and refused", async () =>
      reveal(game).then(
        () => false,
        (error: Error) => error.message.includes("does not open"),
      ),
    );
    expect(await revealDue()).not.toContain(game.gameId);
    expect(await entriesOf(game)).toEqual(nothing);
  });
});
