import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { type IntakePlay, insertPlays } from "#lib/plays/store-intake.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let wide: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  wide = openDatabase(database.url, { max: 16 });
});
afterAll(async () => {
  await wide.close();
  await database.drop();
});

function playOf(gameId: string, playerId: string, rest: Partial<IntakePlay> = {}): IntakePlay {
  const play = { playId: randomUUID(), network: undefined, clientTs: undefined, meta: undefined };
  return { ...play, gameId, playerId, ...rest };
}

async function codes(plays: IntakePlay[]): Promise<string[]> {
  return (await insertPlays(database.sql, plays)).map((verdict) => verdict.code);
}

async function lastSeq(gameId: string): Promise<number> {
  const [row] = await database.sql`select last_seq from game where id = ${gameId}`;
  return Number(row?.last_seq);
}

async function seqsOf(gameId: string): Promise<number[]> {
  const rows = await database.sql`select seq from play where game_id = ${gameId} order by seq`;
  return rows.map((row) => Number(row.seq));
}

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe("intake", () => {
  it("takes 200 parallel identical submits as one play", async () => {
    const { gameId } = await insertGame(database.sql, { playsPerPlayer: 5 });
    const play = playOf(gameId, randomUUID());
    const verdicts = await Promise.all(upTo(200).map(() => insertPlays(wide.sql, [play])));
    const all = verdicts.flat();
    expect(all.filter(({ code }) => code === "ok")).toHaveLength(1);
    expect(all.filter(({ code }) => code === "existing")).toHaveLength(199);
    expect(new Set(all.map(({ acceptedAtMs }) => acceptedAtMs)).size).toBe(1);
    expect(await seqsOf(gameId)).toEqual([1]);
    const [player] = await database.sql`select plays from player_game where game_id = ${gameId}`;
    expect(player?.plays).toBe(1);
  });

  it("takes exactly 5 of 200 parallel distinct submits at a limit of 5", async () => {
    const { gameId } = await insertGame(database.sql, { playsPerPlayer: 5 });
    const player = randomUUID();
    const single = upTo(100).map(() => [playOf(gameId, player)]);
    const batched = upTo(10).map(() => upTo(10).map(() => playOf(gameId, player)));
    const verdicts = await Promise.all(
      [...single, ...batched].map((batch) => insertPlays(wide.sql, batch)),
    );
    const all = verdicts.flat().map(({ code }) => code);
    expect(all.filter((code) => code === "ok")).toHaveLength(5);
    expect(all.filter((code) => code === "play_limit")).toHaveLength(195);
    expect(await seqsOf(gameId)).toEqual(upTo(5));
    expect(await lastSeq(gameId)).toBe(5);
  });

  it("has a test with teeth: a single statement over-admits under the same load", async () => {
    const { gameId } = await insertGame(database.sql, { playsPerPlayer: 5 });
    const player = randomUUID();
    await database.sql`insert into player_game (game_id, player_id) values (${gameId}, ${player})`;
    const naive = (playId: string) => wide.sql`
      with room as (
        select 1 from player_game pg join game g on g.id = pg.game_id
         where pg.game_id = ${gameId} and pg.player_id = ${player} and pg.plays < g.plays_per_player
      ), slow as materialized (select 1 from room, pg_sleep(0.01)), taken as (
        insert into play_key (play_id, game_id, player_id, seq)
        select ${playId}::uuid, ${gameId}, ${player}, 0 from slow returning 1
      )
      update player_game set plays = plays + 1
       where game_id = ${gameId} and player_id = ${player} and exists (select 1 from taken)`;
    await Promise.all(upTo(200).map(() => naive(randomUUID())));
    const [row] = await database.sql`
      select count(*)::int as n from play_key where game_id = ${gameId}`;
    expect(row?.n).toBeGreaterThan(5);
  });

  it("burns no attempt on retries and leaves no gap", async () => {
    const { gameId } = await insertGame(database.sql, { playsPerPlayer: 3 });
    const player = randomUUID();
    const first = playOf(gameId, player);
    const second = playOf(gameId, player);
    expect(await codes([first, first, first])).toEqual(["ok", "existing", "existing"]);
    expect(await codes([first, second, first])).toEqual(["existing", "ok", "existing"]);
    expect(await codes([playOf(gameId, player), playOf(gameId, player)])).toEqual([
      "ok",
      "play_limit",
    ]);
    expect(await codes([first, second])).toEqual(["existing", "existing"]);
    expect(await seqsOf(gameId)).toEqual([1, 2, 3]);
  });

  it("keeps an id with its first player and game, inside a batch and across batches", async () => {
    const { gameId } = await insertGame(database.sql);
    const other = await insertGame(database.sql);
    const mine = playOf(gameId, randomUUID());
    const stolen = { ...mine, playerId: randomUUID() };
    const moved = { ...mine, gameId: other.gameId };
    expect(await codes([mine, stolen, moved])).toEqual(["ok", "foreign", "conflict"]);
    expect(await codes([stolen, moved, mine])).toEqual(["foreign", "conflict", "existing"]);
    expect(await lastSeq(other.gameId)).toBe(0);
  });

  it("lets no row's fault fail its neighbours", async () => {
    const live = await insertGame(database.sql);
    const paused = await insertGame(database.sql, { state: "paused" });
    const over = await insertGame(database.sql, { endsInS: -1, startsInS: -100 });
    const ended = await insertGame(database.sql, { state: "ended" });
    const draft = await insertGame(database.sql, { state: "draft" });
    const early = await insertGame(database.sql, { state: "scheduled", startsInS: 60 });
    const due = await insertGame(database.sql, { state: "scheduled", startsInS: -1 });
    const player = randomUUID();
    const games = [paused, over, ended, draft, early, due, live].map(({ gameId }) => gameId);
    const batch = [...games, randomUUID()].map((gameId) => playOf(gameId, player));
    expect(await codes(batch)).toEqual([
      "paused",
      "closed",
      "closed",
      "unknown_game",
      "not_started",
      "ok",
      "ok",
      "unknown_game",
    ]);
    expect(await lastSeq(paused.gameId)).toBe(0);
  });

  it("takes plays within the opening hours only, by active time", async () => {
    const now = (openS: readonly number[], options = {}) =>
      insertGame(database.sql, { startsInS: -100, openS, ...options });
    const games = await Promise.all([
      now([0, 90, 1_000, 2_000]),
      now([0, 50, 50, 200]),
      now([95, 500]),
      now([500, 600]),
      now([0, 20, 30, 60]),
      // The earlier rules come first.
      now([500, 600], { state: "paused" }),
    ]);
    const player = randomUUID();
    const asked = () => games.map(({ gameId }) => playOf(gameId, player));
    const said = ["not_open", "ok", "ok", "not_open", "not_open", "paused"];
    expect(await codes(asked())).toEqual(said);
    // Half a minute stood still: by active time it is the 70th second.
    await database.sql`update game set paused_us = 30000000 where open_us is not null`;
    expect(await codes(asked())).toEqual([
      "ok",
      "ok",
      "not_open",
      "not_open",
      "not_open",
      "paused",
    ]);
    expect(await lastSeq(games[3]?.gameId ?? "")).toBe(0);
  });

  it("refuses a player who has won as often as the game allows", async () => {
    const { gameId } = await insertGame(database.sql, { winsPerPlayer: 1 });
    const player = randomUUID();
    expect(await codes([playOf(gameId, player)])).toEqual(["ok"]);
    await database.sql`update player_game set wins = 1 where game_id = ${gameId}`;
    expect(await codes([playOf(gameId, player)])).toEqual(["win_limit"]);
  });

  it("counts per day in the game's zone", async () => {
    const { gameId } = await insertGame(database.sql, {
      playsPerPlayer: 2,
      playsPerDay: true,
      timeZone: "Pacific/Kiritimati",
    });
    const player = randomUUID();
    const three = () => upTo(3).map(() => playOf(gameId, player));
    expect(await codes(three())).toEqual(["ok", "ok", "play_limit"]);
    await database.sql`update player_game set day = day - 1 where game_id = ${gameId}`;
    expect(await codes(three())).toEqual(["ok", "ok", "play_limit"]);
    const [row] = await database.sql`
      select plays, day_plays, day = (now() at time zone 'Pacific/Kiritimati')::date as today
        from player_game where game_id = ${gameId}`;
    expect(row).toEqual({ plays: 4, day_plays: 2, today: true });
  });

  it("caps the plays of a network over all its players", async () => {
    const { gameId } = await insertGame(database.sql, { playsPerPlayer: 2, playsPerNetwork: 3 });
    const from = (network: string) => playOf(gameId, randomUUID(), { network });
    expect(await codes([from("aa"), from("aa"), from("bb")])).toEqual(["ok", "ok", "ok"]);
    expect(await codes([from("aa"), from("aa"), from("bb")])).toEqual([
      "ok",
      "network_limit",
      "ok",
    ]);
    expect(await codes([playOf(gameId, randomUUID())])).toEqual(["ok"]);
  });

  it("salts each play, times it by the database clock and counts active time", async () => {
    const { gameId } = await insertGame(database.sql, { startsInS: -100, revealSeconds: 10 });
    await database.sql`update game set paused_us = 40000000 where id = ${gameId}`;
    const meta = JSON.stringify({ quote: 'a "b" \\ {c},d' });
    const [verdict] = await insertPlays(database.sql, [
      playOf(gameId, randomUUID(), { meta, clientTs: "2026-01-01T00:00:00Z" }),
      playOf(gameId, randomUUID()),
    ]);
    expect(verdict).toMatchObject({ revealInMs: 5000, landInMs: 10_000, partition: 3 });
    const rows = await database.sql`
      select salt, t_us::bigint as t_us, meta, extract(epoch from reveal_at - accepted_at)::int as wait
        from play where game_id = ${gameId} order by seq`;
    expect(rows.map((row) => row.wait)).toEqual([5, 5]);
    expect(rows.map((row) => row.salt.length)).toEqual([16, 16]);
    expect(rows[0]?.salt.equals(rows[1]?.salt)).toBe(false);
    expect(rows[0]?.meta).toEqual(JSON.parse(meta));
    expect(Number(rows[0]?.t_us) / 1e6).toBeGreaterThan(59.9);
    expect(Number(rows[0]?.t_us) / 1e6).toBeLessThan(70);
  });

  it("reveals no sooner than a second after a short reel", async () => {
    const { gameId } = await insertGame(database.sql, { revealSeconds: 3 });
    const [verdict] = await insertPlays(database.sql, [playOf(gameId, randomUUID())]);
    expect(verdict).toMatchObject({ revealInMs: 1000, landInMs: 3000 });
  });
});
