import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { closeDueGames, closeGame } from "#lib/plays/close-game.ts";
import { revealSeed } from "#lib/plays/reveal-seed.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { readWitness, type Witness } from "#lib/plays/witness.ts";
import { type CloseBench, openCloseBench } from "#lib/testing/close-bench.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  feedPlays,
  type PlayableGame,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import { eventually, type TestDatabase } from "#lib/testing/stores.ts";

let bench: CloseBench;
let database: TestDatabase;

beforeAll(async () => {
  bench = await openCloseBench();
  ({ database } = bench);
});
afterAll(() => bench.stop());

const deps = () => bench.deps;
const close = (game: PlayableGame) => closeGame(bench.deps, game.gameId);
const makePlayers = (count: number) => Array.from({ length: count }, () => randomUUID());
const untouched = { awards: 0, closes: 0, entries: 0, issued: 0, audits: 0 };
const verdictOf = (game: PlayableGame) => verifyLedger(database.sql, testSecret, game.gameId);

describe("a game that is over", () => {
  it("leaves exactly what the players' caps leave, in random games", async () => {
    const random = seeded(7);
    const upTo = (most: number) => 1 + Math.floor(random() * most);
    const cases = [];
    for (let n = 0; n < 24; n++) {
      const lines = Array.from({ length: upTo(3) }, () => ({ quantity: upTo(25) }));
      const winsPerPlayer = upTo(3);
      const game = await bench.quickGame({ lines, winsPerPlayer, partition: n % 8 });
      const players = makePlayers(upTo(12));
      const plays = upTo(40);
      const ids = await acceptPlays(database.sql, game, plays, players);
      await feedPlays(bench.redis.url, game, ids);
      const budget = lines.reduce((sum, line) => sum + line.quantity, 0);
      const most = players.reduce((sum, _, i) => {
        const own = Math.floor(plays / players.length) + (i < plays % players.length ? 1 : 0);
        return sum + Math.min(own, winsPerPlayer);
      }, 0);
      cases.push({ game, budget, unsold: Math.max(0, budget - most) });
    }
    const games = cases.map(({ game }) => game);
    await untilDecided(database, games);
    await bench.end(...games);
    let late = 0;
    for (const { game, budget, unsold } of cases) {
      const closed = await close(game);
      const now = await bench.standing(game);
      expect(budget - now?.wins - now?.awards).toBe(unsold);
      expect(closed).toMatchObject({ awards: now?.awards, unsold });
      expect(now?.issued).toBe(now?.awards);
      expect(await verdictOf(game)).toMatchObject({ ok: true });
      late += now?.awards;
    }
    // The property would hold by itself if nothing were ever left over.
    expect(late).toBeGreaterThan(100);
  });

  it("keeps to the caps of prize lines and networks, and says which plays it passed over", async () => {
    const game = await bench.quickGame({
      lines: [{ quantity: 9, playerCap: 1 }, { quantity: 9, playerCap: 1 }, { quantity: 12 }],
      winsPerPlayer: 3,
      // Hardly anything is drawn, so that the network is not full already.
      pacing: { pMax: 0.02 },
    });
    const players = makePlayers(4);
    await bench.play(game, 24, players);
    // Two players behind one address that may have three coupons.
    await database.sql.begin(async (tx) => {
      await tx`update game set wins_per_network = 3 where id = ${game.gameId}`;
      await tx`
        update play set network = '\\x01' where game_id = ${game.gameId} and player_id = any (${players.slice(0, 2)}::uuid[])`;
      await tx`
        insert into network_game (network, game_id, plays, wins)
        select '\\x01', ${game.gameId}, 12, coalesce(sum(wins), 0) from player_game
         where game_id = ${game.gameId} and player_id = any (${players.slice(0, 2)}::uuid[])`;
    });
    await bench.end(game);
    await close(game);
    const rows = await database.sql`
      select pg.player_id, pg.wins, (select max(n) from (
               select count(*) as n from coupon c join play p on p.play_id = c.play_id join prize z on z.id = c.prize_id
                where p.game_id = ${game.gameId} and p.player_id = pg.player_id and z.position < 2 group by z.id) x)::integer as most
        from player_game pg where pg.game_id = ${game.gameId}`;
    const winsOf = (ids: readonly string[]) =>
      rows.filter((row) => ids.includes(row.player_id)).reduce((sum, row) => sum + row.wins, 0);
    expect(winsOf(players.slice(0, 2))).toBe(3);
    expect(winsOf(players.slice(2))).toBe(6);
    for (const row of rows) expect(row.most ?? 0).toBeLessThanOrEqual(1);
    const [entry] = await database.sql`
      select body from chain_entry where game_id = ${game.gameId} and kind = 'second_chance'`;
    expect(JSON.parse(entry?.body).passedOver.length).toBeGreaterThan(0);
    expect(await verdictOf(game)).toMatchObject({ ok: true });
  });

  it("gives what its pools still have, also where two lines share one", async () => {
    const first = await bench.quickGame({ lines: [{ quantity: 5, coupons: 30 }] });
    const [pool = ""] = first.poolIds;
    const game = await bench.quickGame({
      lines: [{ quantity: 10 }, { quantity: 10 }],
      pools: [pool, pool],
      winsPerPlayer: 5,
    });
    await bench.play(game, 60, makePlayers(20));
    await database.sql`
      update coupon set state = 'VOIDED' where id in (
        select id from coupon where pool_id = ${pool} and state = 'AVAILABLE' order by id desc limit 17)`;
    await bench.end(game);
    const before = await bench.standing(game);
    expect(await close(game)).toMatchObject({ awards: 13 - before?.wins });
    expect(await verdictOf(game)).toMatchObject({ ok: true });
  });

  it("returns its leftovers where the rules say so", async () => {
    const rules = { closeWith: "return" };
    const game = await bench.quickGame({ lines: [{ quantity: 20 }], rules });
    await bench.play(game, 30, makePlayers(30));
    await bench.end(game);
    const closed = await close(game);
    const now = await bench.standing(game);
    expect(closed).toMatchObject({ closeWith: "return", awards: 0, unsold: 20 - now?.wins });
    expect(now).toMatchObject({ ...untouched, closes: 1, entries: 1, audits: 1 });
    const [free] = await database.sql`
      select count(*)::integer as n from coupon where pool_id = ${game.poolIds[0] ?? null} and state = 'AVAILABLE'`;
    expect(free?.n).toBe(20 - now?.wins);
    expect(await verdictOf(game)).toMatchObject({ ok: true });
  });
});

describe("the close", () => {
  it("waits for the end, for every decision and for every reveal, and the seed waits for it", async () => {
    const game = await bench.quickGame({ lines: [{ quantity: 10 }] });
    const plays = await acceptPlays(database.sql, game, 10);
    expect(await close(game)).toBeUndefined();
    await database.sql`update game set ends_at = clock_timestamp() where id = ${game.gameId}`;
    await advanceStates(database.sql);
    expect(await close(game)).toBeUndefined();
    await feedPlays(bench.redis.url, game, plays);
    await untilDecided(database, [game]);
    await bench.end(game);
    expect(await revealSeed(deps(), game.gameId)).toBe(false);
    expect(await close(game)).toMatchObject({ awards: expect.any(Number) });
    expect(await revealSeed(deps(), game.gameId)).toBe(true);
    expect(await verdictOf(game)).toMatchObject({ ok: true });
  });

  it("has its turn however many games before it fail each time", async () => {
    const { sql } = database;
    const broken = await Promise.all(Array.from({ length: 7 }, () => bench.quickGame({})));
    const sound = await bench.quickGame({});
    await bench.end(...broken);
    await bench.end(sound);
    const ids = broken.map(({ gameId }) => gameId);
    await sql`update game set seed_ct = '\\x00' where id = any (${ids}::uuid[])`;
    await eventually("the sound game is closed", async () => {
      await closeDueGames(deps());
      return (await bench.standing(sound))?.closes === 1;
    });
    expect(await sql`select 1 from game_close where game_id = any (${ids}::uuid[])`).toHaveLength(
      0,
    );
    await sql`update game set seed_ct = null where id = any (${ids}::uuid[])`;
  });

  it("happens once, however many schedulers ask at once", async () => {
    const game = await bench.quickGame({ lines: [{ quantity: 15 }] });
    await bench.play(game, 30, makePlayers(30));
    await bench.end(game);
    const answers = await Promise.all([...Array(6)].map(() => close(game)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    const rounds = await Promise.all([closeDueGames(deps()), closeDueGames(deps())]);
    expect(rounds.flat().map(({ gameId }) => gameId)).not.toContain(game.gameId);
    const now = await bench.standing(game);
    expect(now?.wins + now?.awards).toBe(15);
    expect(now).toMatchObject({ closes: 1, entries: 1, audits: 1 });
  });

  it.each(["chain_entry", "coupon_event", "second_chance_award", "game_close", "audit_log"])(
    "leaves nothing behind when it dies after writing %s, and is done by the next round",
    async (table) => {
      const game = await bench.quickGame({ lines: [{ quantity: 12 }] });
      await bench.play(game, 20, makePlayers(20));
      await bench.end(game);
      await database.sql.unsafe(`
        create function die() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
        create trigger die after insert on ${table} for each row execute function die();`);
      await expect(close(game)).rejects.toThrow();
      await eventually("the connection is back", () =>
        database.sql`select 1`.catch(() => undefined),
      );
      expect(await bench.standing(game)).toMatchObject(untouched);
      await database.sql.unsafe(`drop trigger die on ${table}; drop function die();`);
      expect(await close(game)).toBeDefined();
      const now = await bench.standing(game);
      expect(now?.wins + now?.awards).toBe(12);
      expect(await verdictOf(game)).toMatchObject({ ok: true });
    },
  );

  it("is undone when its coupons cannot be witnessed, and none is given without a line on the disk", async () => {
    const game = await bench.quickGame({ lines: [{ quantity: 12 }] });
    await bench.play(game, 20, makePlayers(20));
    await bench.end(game);
    const full: Witness = {
      record: () => Promise.reject(new Error("the disk is full")),
      close: async () => undefined,
    };
    await expect(closeGame({ ...deps(), witness: full }, game.gameId)).rejects.toThrow("full");
    expect(await bench.standing(game)).toMatchObject(untouched);
    // Written and synced, and then the commit never comes.
    const dies = closeGame(
      {
        ...deps(),
        beforeCommit: async (tx) => void (await tx`select pg_terminate_backend(pg_backend_pid())`),
      },
      game.gameId,
    );
    await expect(dies).rejects.toThrow();
    await eventually("the connection is back", () => database.sql`select 1`.catch(() => undefined));
    expect(await bench.standing(game)).toMatchObject(untouched);
    await close(game);
    const given = await database.sql`
      select play_id, coupon_id::float8 as coupon_id from second_chance_award where game_id = ${game.gameId}`;
    const lines = (await readWitness(bench.folder)).map(
      ({ playId, couponId }) => `${playId} ${couponId}`,
    );
    expect(given.length).toBeGreaterThan(0);
    for (const row of given) expect(lines).toContain(`${row.play_id} ${row.coupon_id}`);
  });
});
