// What the allocator and the sweeper ask again and again must stay cheap on a game of any size, whatever the planner
// believes of tables it has no statistics of. Judged by the rows that are read, not by a clock.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Executor } from "#lib/platform/database.ts";
import { listFairnessEvents } from "#lib/plays/proof/store-fairness.ts";
import { findBatchEntry, listEntriesNaming } from "#lib/plays/proof/store-log.ts";
import { findUndecided, listUndecided } from "#lib/plays/store-allocate.ts";
import {
  advanceFloor,
  floorStepMax,
  listDueFeeds,
  listGamesBehind,
} from "#lib/plays/store-feed.ts";
import { findGameStanding } from "#lib/plays/store-game.ts";
import { isFullRun } from "#lib/testing/full-run.ts";
import { createPlayableGame, type PlayableGame } from "#lib/testing/ledger-fixtures.ts";
import {
  fill,
  keepStatistics,
  rowsRead as rowsReadIn,
  undecided,
  waiting,
} from "#lib/testing/rows-read.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

const size = isFullRun ? 1_000_000 : 60_000;

let database: TestDatabase;
/** Decided but for its last plays, the floor 10,000 below its end. */
let game: PlayableGame;
/** With nothing decided at all. */
let behind: PlayableGame;

beforeAll(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  await keepStatistics(sql);
  game = await createPlayableGame(sql);
  behind = await createPlayableGame(sql);
  await fill(sql, game.gameId, { plays: size, decided: size - undecided });
  await fill(sql, behind.gameId, { plays: waiting, decided: 0 });
}, 300_000);
afterAll(() => database.drop());

const rowsRead = (ask: (tx: Executor) => Promise<unknown>) => rowsReadIn(ask, database.sql);

const row = async () => {
  const found = (await listGamesBehind(database.sql)).find(({ gameId }) => gameId === game.gameId);
  if (!found) throw new Error("the game is not behind");
  return found;
};
const floor = size - 10_000;

it("counts what is read: a scan of everything shows", async () => {
  const read = await rowsRead(
    (tx) => tx`
    select count(*) from play where game_id = ${game.gameId} and salt = '\\x01'`,
  );
  expect(read).toBeGreaterThanOrEqual(size);
});

it("finds the undecided plays above the floor and reads nothing below it", async () => {
  for (const limit of [1, 256, 5_000]) {
    const read = await rowsRead(async (tx) => {
      const plays = await listUndecided(tx, game.gameId, { afterSeq: floor, limit });
      expect(plays.map(({ seq }) => seq)).toEqual(
        Array.from({ length: Math.min(limit, undecided) }, (_, i) => size - undecided + 1 + i),
      );
    });
    expect(read).toBeLessThan(2.2 * 10_000);
  }
});

it("ends at the limit when everything is undecided", async () => {
  const { gameId, partition } = behind;
  const read = await rowsRead(async (tx) => {
    expect(await listUndecided(tx, gameId, { afterSeq: 0, limit: 256 })).toHaveLength(256);
  });
  expect(read).toBeLessThan(300);
  const fed = await rowsRead(async (tx) => {
    const asked = { gameId, partition, floorSeq: 0, lastSeq: waiting };
    const due = await listDueFeeds(tx, asked, { olderThanMs: 2_500, limit: 1_000 });
    expect(due).toHaveLength(1_000);
  });
  expect(fed).toBeLessThan(1_100);
  const floorRead = await rowsRead((tx) => advanceFloor(tx, gameId, 0));
  expect(floorRead).toBeLessThan(floorStepMax + 100);
});

it("finds plays to feed again and reads nothing below the floor", async () => {
  const read = await rowsRead(async (tx) => {
    const due = await listDueFeeds(tx, await row(), { olderThanMs: 2_500, limit: 1_000 });
    expect(due).toHaveLength(undecided);
  });
  expect(read).toBeLessThan(2.2 * 10_000 + 100);
});

it("moves the floor, a step at a time", async () => {
  const read = await rowsRead(async (tx) => {
    expect(await advanceFloor(tx, game.gameId, floor)).toBe(size - undecided);
  });
  expect(read).toBeLessThan(2.2 * 10_000 + 100);
  const far = await rowsRead(async (tx) => {
    await tx`update game set floor_seq = 0 where id = ${game.gameId}`;
    expect(await advanceFloor(tx, game.gameId, 0)).toBe(floorStepMax);
  });
  expect(far).toBeLessThan(2.2 * floorStepMax + 100);
});

it("tells the standing of a game by the first undecided play above the floor", async () => {
  const read = await rowsRead((tx) => findGameStanding(tx, game.gameId));
  expect(read).toBeLessThan(2.2 * 10_000 + 100);
});

it("looks plays up one by one", async () => {
  const ids = await database.sql<{ play_id: string }[]>`
    select play_id from play where game_id = ${game.gameId} and seq > ${size - 256}`;
  const read = await rowsRead(async (tx) => {
    const found = await findUndecided(
      tx,
      game.gameId,
      ids.map((each) => each.play_id),
    );
    expect(found).toHaveLength(undecided);
  });
  expect(read).toBeLessThan(600);
});

it("proves a play of a long chain by the entries about it", async () => {
  const { gameId } = game;
  const entries = 20_000;
  await database.sql`
    insert into chain_entry (game_id, seq, kind, k_from, k_to, root, body, prev_hash, hash)
    select ${gameId}, n + 10, case when n % 5000 = 0 then 'correction' else 'batch' end::chain_entry_kind,
           n, n, '\\x00', case when n % 5000 = 0 then 'of ' || n end, '\\x00', '\\x00'
      from generate_series(1, ${entries}::integer) n`;
  const read = await rowsRead(async (tx) => {
    expect(await findBatchEntry(tx, gameId, 9_999)).toMatchObject({ seq: 10_009, kTo: 9_999 });
    expect(await listEntriesNaming(tx, gameId, "of 15000")).toHaveLength(1);
    expect(await listFairnessEvents(tx, [gameId], 500)).toEqual([]);
  });
  expect(read).toBeLessThan(100);
});

/** A game that shares its partition of play and play_result with the big one. */
async function createNeighbour(): Promise<PlayableGame> {
  const { sql } = database;
  for (;;) {
    const made = await createPlayableGame(sql, { lines: [{ quantity: 500 }] });
    const [same] = await sql`
      select 1 from generate_series(0, 7) r
       where satisfies_hash_partition('play'::regclass, 8, r, ${game.gameId}::uuid)
         and satisfies_hash_partition('play'::regclass, 8, r, ${made.gameId}::uuid)`;
    if (same) return made;
  }
}

describe("a game younger than the statistics", () => {
  let young: PlayableGame;
  let batch: { play_id: string; player_id: string }[];

  const lookUp = (tx: Executor) =>
    findUndecided(
      tx,
      young.gameId,
      batch.map((each) => each.play_id),
    );

  beforeAll(async () => {
    const { sql } = database;
    const atLeisure = (what: (tx: Executor) => Promise<unknown>) =>
      sql.begin(async (tx) => {
        await tx`set local statement_timeout = 0`;
        await what(tx);
      });
    await atLeisure((tx) => tx`analyze`);
    young = await createNeighbour();
    await fill(sql, young.gameId, { plays: waiting / 3, decided: waiting / 6 });
    await atLeisure(
      (tx) => tx`
      insert into player_game (game_id, player_id) select game_id, player_id from play where game_id = ${young.gameId}`,
    );
    batch = await sql`
      select play_id, player_id from play where game_id = ${young.gameId} order by seq desc limit 256`;
  }, 300_000);

  it("has its plays looked up one by one", async () => {
    const read = await rowsRead(async (tx) => expect(await lookUp(tx)).toHaveLength(256));
    expect(read).toBeLessThan(600);
  });

  it("has its wins counted a winner at a time", async () => {
    const [prize] = await database.sql`select id from prize where game_id = ${young.gameId}`;
    const players = batch.slice(0, 100).map((each) => each.player_id);
    const read = await rowsRead(async (tx) => {
      const [taken] = await tx`
        select take_wins(${young.gameId}, ${players}::uuid[], array_fill(${prize?.id}::uuid, array[100]),
                         array_fill(1, array[100]), array_fill(null::bytea, array[100])) as stands`;
      expect(taken?.stands).toEqual(players.map(() => true));
    });
    expect(read).toBeLessThan(2_000);
  });

  it("would have all of its rows read, were there statistics of games", async () => {
    const { sql } = database;
    for (const table of ["play", "play_result"]) {
      await sql.unsafe(`alter table ${table} alter column game_id set statistics 100`);
    }
    // As it was when nothing of the young game was there.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`create temporary table kept on commit drop as
                 select * from play_result where game_id = ${young.gameId}`;
      await tx`delete from play_result where game_id = ${young.gameId}`;
      await tx`analyze play_result`;
      await tx`insert into play_result select * from kept`;
    });
    const read = await rowsRead(async (tx) => expect(await lookUp(tx)).toHaveLength(256));
    expect(read).toBeGreaterThan(10_000);
  });
});
