import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executor, openDatabase } from "#lib/platform/database.ts";
import { findUndecided, listUndecided } from "#lib/plays/store-allocate.ts";
import { advanceFloor, analyzeGrown, listDueFeeds } from "#lib/plays/store-feed.ts";
import { findGameStanding } from "#lib/plays/store-game.ts";
import { findPlayOwner, insertPlays } from "#lib/plays/store-intake.ts";
import { findPlaces, findResults } from "#lib/plays/store-result.ts";
import { createPlayableGame, type PlayableGame } from "#lib/testing/ledger-fixtures.ts";
import { fill, keepStatistics, rowsRead, undecided, waiting } from "#lib/testing/rows-read.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

// A connection keeps the plans of its statements. One that was made while nothing was there is used on everything that
// comes, until somebody analyses the table: the sweeper does so where it was analysed before.
describe.each(["never analysed", "analysed while it was empty"])("a partition %s", (statistics) => {
  let fresh: TestDatabase;
  let worker: ReturnType<typeof openDatabase>;
  let filled: PlayableGame;
  let ids: string[] = [];
  const players = new Map<string, string>();

  const places = () => ids.map((playId) => ({ playId, gameId: filled.gameId }));
  const standing = () => ({
    ...{ gameId: filled.gameId, partition: filled.partition },
    ...{ floorSeq: Math.max(0, waiting - 10_000), lastSeq: waiting },
  });
  const repeated = () =>
    places().map((play) => ({
      ...{ ...play, playerId: players.get(play.playId) ?? play.playId },
      ...{ network: undefined, clientTs: undefined, meta: undefined },
    }));
  const lookUps: Record<string, { ask: (tx: Executor) => Promise<unknown>; rowsMax: number }> = {
    "the undecided of a batch": {
      ask: (tx) => findUndecided(tx, filled.gameId, ids),
      rowsMax: 600,
    },
    "the undecided above the floor": {
      ask: (tx) => listUndecided(tx, filled.gameId, { afterSeq: standing().floorSeq, limit: 256 }),
      rowsMax: 22_000,
    },
    "what is to be fed": {
      ask: (tx) => listDueFeeds(tx, standing(), { olderThanMs: 2_500, limit: 1_000 }),
      rowsMax: 22_000,
    },
    "the floor": {
      ask: (tx) => advanceFloor(tx, filled.gameId, standing().floorSeq),
      rowsMax: 22_000,
    },
    "the standing": { ask: (tx) => findGameStanding(tx, filled.gameId), rowsMax: 23_000 },
    "where plays stand": { ask: (tx) => findPlaces(tx, ids), rowsMax: 1_100 },
    "results of plays": { ask: (tx) => findResults(tx, places()), rowsMax: 300 },
    "whose a play is": {
      ask: (tx) => Promise.all(ids.slice(0, 5).map((playId) => findPlayOwner(tx, playId))),
      rowsMax: 5,
    },
    "plays that are sent again": { ask: (tx) => insertPlays(tx, repeated()), rowsMax: 3_000 },
  };

  beforeAll(async () => {
    fresh = await createTestDatabase();
    const { sql } = fresh;
    await keepStatistics(sql);
    filled = await createPlayableGame(sql);
    if (statistics !== "never analysed") await sql`vacuum analyze`;
    worker = openDatabase(fresh.url, { max: 1 });
    // The plan that is kept, from the first time on.
    await worker.sql`set plan_cache_mode = force_generic_plan`;
    ids = Array.from({ length: 256 }, () => crypto.randomUUID());
    for (const { ask } of Object.values(lookUps)) await rowsRead(ask, worker.sql);
    await fill(sql, filled.gameId, { plays: waiting, decided: waiting - undecided });
    await sql`
      insert into play_key select play_id, game_id, player_id, seq from play where game_id = ${filled.gameId}`;
    await sql`
      insert into player_game (game_id, player_id) select game_id, player_id from play where game_id = ${filled.gameId}`;
    const last = await sql<{ play_id: string; player_id: string }[]>`
      select play_id, player_id from play where game_id = ${filled.gameId} and seq > ${waiting - 256}`;
    ids = last.map((each) => each.play_id);
    for (const each of last) players.set(each.play_id, each.player_id);
    await sql`update game set floor_seq = ${standing().floorSeq} where id = ${filled.gameId}`;
    if (statistics === "never analysed") return;
    // What the plans from then would do, and what the sweeper does about it.
    const before = await rowsRead((tx) => findResults(tx, places()), worker.sql);
    expect(before).toBeGreaterThan(10_000);
    expect(await analyzeGrown(sql)).toBeGreaterThan(0);
    expect(await analyzeGrown(sql)).toBe(0);
  }, 300_000);
  afterAll(async () => {
    await worker.close();
    await fresh.drop();
  });

  it.each(Object.keys(lookUps))(
    "has %s looked up by key with a plan kept from then",
    async (name) => {
      const lookUp = lookUps[name];
      if (!lookUp) throw new Error(name);
      const read = await rowsRead(lookUp.ask, worker.sql);
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThanOrEqual(lookUp.rowsMax);
    },
  );
});
