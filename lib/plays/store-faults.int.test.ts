// Stores that are there and do not work: a Redis that hangs or is full, a Postgres that answers with errors nobody
// has listed, a game that is broken in itself. Postgres and Redis here belong to this file alone.

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stateKey } from "#lib/pacing/redis/keys.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { errorCode } from "#lib/platform/store-failure.ts";
import { rebuildRedis } from "#lib/plays/rebuild-redis.ts";
import { firstWrong, untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  expireLeases,
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

const halfOver = { startsInS: -1800, endsInS: 1800 };

let database: TestDatabase;
let redis: TestRedis;
const workers: TestWorker[] = [];

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await expireLeases(database.sql);
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
});

async function work(): Promise<TestWorker> {
  const worker = await startWorker(database.url, redis.url, { isSweeping: true });
  workers.push(worker);
  return worker;
}

async function play(game: PlayableGame, count: number): Promise<string[]> {
  const plays = await acceptPlays(database.sql, game, count);
  await feedPlays(redis.url, game, plays);
  return plays;
}

async function setMaxMemory(bytes: number): Promise<void> {
  const client = openRedis(redis.url);
  await client.connect();
  await client.config("SET", "maxmemory", bytes);
  client.disconnect();
}

interface Harm {
  readonly voids: number;
  /** Most failures counted against one play. */
  readonly blamed: number;
  readonly rebuilds: number;
}

async function harmTo(game: PlayableGame): Promise<Harm | undefined> {
  const { gameId } = game;
  const [row] = await database.sql<Harm[]>`
    select (select count(*) from play_result where game_id = ${gameId} and outcome = 'VOID')::integer as voids,
           (select coalesce(max(failures), 0) from play_feed where game_id = ${gameId}) as blamed,
           (select count(*) from chain_entry where game_id = ${gameId} and kind = 'rebuild')::integer as rebuilds`;
  return row;
}

/** Every decision of a game fails with this SQLSTATE until it is healed. A sequence counts, as it is not undone. */
async function refuseDecisions(game: PlayableGame, code: string) {
  const name = `refuse_${code.toLowerCase()}`;
  await database.sql.unsafe(`
    create sequence ${name}_tried;
    create function ${name}() returns trigger language plpgsql as $$
    begin perform nextval('${name}_tried'); raise exception 'it is not to be' using errcode = '${code}'; end $$;
    create trigger ${name} before insert on play_result for each row
      when (new.game_id = '${game.gameId}' and new.outcome <> 'VOID') execute function ${name}();`);
  return {
    untilTried: async (times: number) => {
      await eventually(`${times} tries`, async () => {
        const [row] = await database.sql.unsafe(
          `select last_value::integer as n from ${name}_tried`,
        );
        return row?.n >= times;
      });
    },
    heal: async () => {
      // It locks every partition, one by one, under a worker that reads them: whoever is chosen to give way tries again.
      await eventually("the trigger is dropped", async () => {
        try {
          await database.sql.unsafe(`drop trigger if exists ${name} on play_result`);
          return true;
        } catch (error) {
          if (errorCode(error) === "40P01") return false;
          throw error;
        }
      });
    },
  };
}

describe("a Redis that lost everything while nobody was there", () => {
  it("has all that waits fed again by the next owner, who needs no sweeper for it", async () => {
    const game = await createPlayableGame(database.sql, { ...halfOver, partition: 12 });
    await work();
    await play(game, 20);
    await untilDecided(database, [game]);
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    const waiting = await play(game, 300);
    // Fed by the sweeper a moment ago: its next turn is far away.
    await database.sql`
      insert into play_feed (play_id, game_id, feeds, next_feed_at)
      select p, ${game.gameId}, 3, clock_timestamp() + interval '10 minutes' from unnest(${waiting}::uuid[]) p`;
    const client = openRedis(redis.url);
    await client.connect();
    await client.flushall();
    client.disconnect();
    const next = await startWorker(database.url, redis.url);
    workers.push(next);
    await untilDecided(database, [game]);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });
});

describe("a Redis that is filled again by command", () => {
  const emptied = async () => {
    const client = openRedis(redis.url);
    await client.connect();
    await client.flushall();
    return client;
  };

  it("has the game as the ledger says, with nobody at work", async () => {
    const game = await createPlayableGame(database.sql, { ...halfOver, partition: 13 });
    await work();
    await play(game, 40);
    await untilDecided(database, [game]);
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    const client = await emptied();
    expect(
      await rebuildRedis({ database, redis: client, masterSecret: testSecret }),
    ).toBeGreaterThan(0);
    const key = stateKey(game.partition, game.gameId);
    const [pacer] = await database.sql`
      select epoch::text, decided::integer from game_pacer where game_id = ${game.gameId}`;
    expect(pacer?.decided).toBe(40);
    expect(await client.hget(key, "e")).toBe(pacer?.epoch);
    expect(await client.hstrlen(key, "s")).toBeGreaterThan(0);
    client.disconnect();
  });

  it("changes no result beside a worker that holds the game", async () => {
    const game = await createPlayableGame(database.sql, { ...halfOver, partition: 14 });
    await work();
    await play(game, 40);
    await untilDecided(database, [game]);
    const client = await emptied();
    await rebuildRedis({ database, redis: client, masterSecret: testSecret });
    client.disconnect();
    await play(game, 40);
    expect(await untilDecided(database, [game])).toMatchObject({ lost: 0, doubled: 0 });
    expect(await firstWrong(database, [game])).toBeUndefined();
  });
});

describe("a Redis that answers and does not work", () => {
  it("is given up while it hangs, and plays are decided as fast as without any", async () => {
    const game = await createPlayableGame(database.sql, { ...halfOver, partition: 6 });
    const worker = await work();
    await play(game, 50);
    await untilDecided(database, [game]);
    redis.process.kill("SIGSTOP");
    try {
      await acceptPlays(database.sql, game, 2_000);
      await eventually("given up", async () => worker.allocator.health.isDown);
      // At one answer of a hanging Redis a batch this took longer than twenty seconds.
      expect(await untilDecided(database, [game], 15_000)).toMatchObject({ lost: 0, doubled: 0 });
      expect(worker.allocator.health.isDown).toBe(true);
    } finally {
      redis.process.kill("SIGCONT");
    }
    await eventually("it is used again", async () => !worker.allocator.health.isDown);
    await play(game, 50);
    await untilDecided(database, [game]);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });

  it("is given up when it takes no more writes, however well it reads, and used again when it does", async () => {
    const game = await createPlayableGame(database.sql, { ...halfOver, partition: 5 });
    const worker = await work();
    await setMaxMemory(1);
    try {
      await acceptPlays(database.sql, game, 300);
      expect(await untilDecided(database, [game])).toMatchObject({ lost: 0, doubled: 0 });
      expect(worker.allocator.health.isDown).toBe(true);
    } finally {
      await setMaxMemory(0);
    }
    await eventually("it is used again", async () => !worker.allocator.health.isDown);
    await play(game, 50);
    await untilDecided(database, [game]);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });

  it("is found out when it comes back older without any connection breaking", async () => {
    const game = await createPlayableGame(database.sql, { ...halfOver, partition: 10 });
    await work();
    const client = openRedis(redis.url);
    await client.connect();
    const pattern = `{p:10}:g:${game.gameId}:*`;
    await play(game, 20);
    await untilDecided(database, [game]);
    const kept = await Promise.all(
      (await client.keys(pattern)).map(async (key) => ({
        key,
        dump: await client.dumpBuffer(key),
      })),
    );
    await play(game, 40);
    await untilDecided(database, [game]);
    await client.del(...(await client.keys(pattern)));
    for (const { key, dump } of kept) await client.restore(key, 0, dump);
    client.disconnect();
    // More plays than Redis forgot: its ordinals begin below the ledger's and end above them.
    await play(game, 100);
    expect(await untilDecided(database, [game])).toMatchObject({ lost: 0, doubled: 0 });
    expect(await firstWrong(database, [game])).toBeUndefined();
  });
});

describe("a fault that is no play's own", () => {
  it.each([
    ["53200", 3],
    ["XX000", 2],
    ["54000", 12],
  ])(
    "blames no play while Postgres answers %s, and decides all afterwards",
    async (code, tries) => {
      const game = await createPlayableGame(database.sql, { ...halfOver, partition: 8 });
      const other = await createPlayableGame(database.sql, { ...halfOver, partition: 9 });
      const refusal = await refuseDecisions(game, code);
      await work();
      await play(game, 12);
      await refusal.untilTried(tries);
      await play(other, 40);
      await untilDecided(database, [other]);
      expect(await harmTo(game)).toMatchObject({ voids: 0, blamed: 0 });
      await refusal.heal();
      expect(await untilDecided(database, [game])).toMatchObject({ lost: 0, doubled: 0 });
      expect(await harmTo(game)).toMatchObject({ voids: 0, blamed: 0 });
      expect(await firstWrong(database, [game, other])).toBeUndefined();
    },
  );

  it("leaves the games beside a broken one alone, and neither voids its plays nor grows its chain", async () => {
    const bad = await createPlayableGame(database.sql, { ...halfOver, partition: 7 });
    const good = await createPlayableGame(database.sql, { ...halfOver, partition: 7 });
    const [sealed] = await database.sql`select seed_ct from game where id = ${bad.gameId}`;
    await database.sql`update game set seed_ct = '\\x00' where id = ${bad.gameId}`;
    await work();
    await play(bad, 10);
    await play(good, 200);
    await untilDecided(database, [good]);
    await play(good, 50);
    await untilDecided(database, [good]);
    expect(await harmTo(bad)).toEqual({ voids: 0, blamed: 0, rebuilds: 0 });
    await database.sql`update game set seed_ct = ${sealed?.seed_ct} where id = ${bad.gameId}`;
    await untilDecided(database, [bad]);
    expect(await harmTo(bad)).toMatchObject({ voids: 0, blamed: 0 });
    expect(await firstWrong(database, [bad, good])).toBeUndefined();
  });

  it("leaves them alone without Redis, too", async () => {
    const bad = await createPlayableGame(database.sql, { ...halfOver, partition: 4 });
    const good = await createPlayableGame(database.sql, { ...halfOver, partition: 4 });
    await database.sql`update game set seed_ct = '\\x00' where id = ${bad.gameId}`;
    await redis.kill();
    await acceptPlays(database.sql, bad, 10);
    await acceptPlays(database.sql, good, 500);
    await work();
    await untilDecided(database, [good]);
    expect(await harmTo(bad)).toEqual({ voids: 0, blamed: 0, rebuilds: 0 });
    expect(await firstWrong(database, [good])).toBeUndefined();
    await redis.restart();
  });
});
