import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { playsKey, resultKey } from "#lib/pacing/redis/keys.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { firstWrong, ledgerState, startLoad, untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  expireLeases,
  feedPlays,
  type PlayableGame,
  startWorker,
  type TestWorker,
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

async function work(options?: Parameters<typeof startWorker>[2]): Promise<TestWorker> {
  const worker = await startWorker(database.url, redis.url, options);
  workers.push(worker);
  return worker;
}

/** Half over, so that a good part of the plays win. */
const halfOver = { startsInS: -1800, endsInS: 1800 };

/** Two games on two workers want the same twelve coupons: every draw wins while the pacer sees any left. */
async function raceForLastCoupons(): Promise<PlayableGame[]> {
  const greedy = { lines: [{ quantity: 40, coupons: 12 }], pacing: { floor: 1e6 } };
  const one = await createPlayableGame(database.sql, { ...greedy, partition: 1 });
  const options = { ...greedy, pools: one.poolIds, partition: 9 };
  const two = await createPlayableGame(database.sql, options);
  // Nothing is committed before both games were paced, so that each counts on all twelve.
  const paced = new Set<string>();
  let start = () => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const hooks = {
    beforeDecide: async ({ gameId }: { readonly gameId: string }) => {
      if (paced.add(gameId).size === 2) start();
      await started;
    },
  };
  const [first, second] = await Promise.all([work({ hooks }), work({ hooks })]);
  await eventually("a partition each", async () => {
    const owned = [first, second].map(({ allocator }) => allocator.partitions);
    return owned.some((p) => p.includes(1) && !p.includes(9));
  });
  await startLoad(database, redis.url, [one, two], { plays: 400, batch: 8, pauseMs: 2 }).done;
  return [one, two];
}

describe("allocator", () => {
  it("takes plays from the stream to the ledger, the cache and out of the stream", async () => {
    const game = await createPlayableGame(database.sql, {
      ...halfOver,
      lines: [{ quantity: 50 }, { quantity: 10 }],
    });
    const worker = await work();
    const plays = await acceptPlays(database.sql, game, 1000);
    await feedPlays(redis.url, game, plays);
    const { wins } = await untilDecided(database, [game]);
    expect(wins).toBeGreaterThan(10);
    expect(await firstWrong(database, [game])).toBeUndefined();
    const client = openRedis(redis.url);
    await client.connect();
    await eventually("empty stream", async () => (await client.xlen(playsKey(3))) === 0);
    const cached = JSON.parse((await client.get(resultKey(3, plays[0] ?? ""))) ?? "{}");
    expect(cached).toMatchObject({ gameId: game.gameId });
    client.disconnect();
    expect(worker.allocator.decided).toBe(1000);
  });

  it("gives the last coupons of a shared pool to exactly one play each", async () => {
    const games = await raceForLastCoupons();
    const state = await untilDecided(database, games);
    expect(state).toMatchObject({ accepted: 400, lost: 0, doubled: 0, wins: 12 });
    expect(await firstWrong(database, games)).toBeUndefined();
    const [refused] = await database.sql`
      select count(*)::integer as n from play_result where reason = 'POOL'`;
    expect(refused?.n).toBeGreaterThan(0);
  });

  it("control: without locks on coupons the same race hands some out twice, and the check says so", async () => {
    const [kept] = await database.sql`
      select pg_get_functiondef('claim_coupons(uuid, integer)'::regprocedure) as definition`;
    await database.sql.unsafe(`
      alter table coupon disable trigger coupon_owner;
      create or replace function claim_coupons(p_pool uuid, p_need integer) returns bigint[] language plpgsql as $$
      declare v_got bigint[];
      begin
        select array_agg(s.id order by s.id) into v_got from (
          select c.id from coupon c where c.pool_id = p_pool and c.state = 'AVAILABLE' order by c.id limit p_need) s;
        perform pg_sleep(0.1);
        return coalesce(v_got, '{}');
      end $$`);
    try {
      const games = await raceForLastCoupons();
      await untilDecided(database, games);
      expect(await firstWrong(database, games)).toMatchObject({
        ok: false,
        why: "its coupon does not belong to it",
      });
    } finally {
      await database.sql.unsafe(kept?.definition);
      await database.sql`alter table coupon enable trigger coupon_owner`;
    }
  });

  it("decides nothing twice when killed between commit and acknowledgement", async () => {
    const game = await createPlayableGame(database.sql, halfOver);
    let committed = 0;
    const first = await startWorker(database.url, redis.url, {
      hooks: {
        afterDecide: async (batch) => {
          committed += batch.rows.length;
          await new Promise(() => undefined);
        },
      },
    });
    const plays = await acceptPlays(database.sql, game, 200);
    await feedPlays(redis.url, game, plays);
    await eventually("a commit", async () => committed > 0);
    void first.kill();
    await expireLeases(database.sql);
    await work();
    expect(await untilDecided(database, [game])).toMatchObject({ lost: 0, doubled: 0 });
    expect(await firstWrong(database, [game])).toBeUndefined();
    const client = openRedis(redis.url);
    await client.connect();
    await eventually("pending entries are gone", async () => {
      const [pending] = (await client.xpending(playsKey(3), "allocator")) as [number];
      return pending === 0 && (await client.xlen(playsKey(3))) === 0;
    });
    client.disconnect();
  });

  it("answers an entry that comes again and again with the first result", async () => {
    const game = await createPlayableGame(database.sql, halfOver);
    await work();
    const plays = await acceptPlays(database.sql, game, 300);
    const again = [...plays, ...plays.slice(0, 150), ...plays].sort(() => 0.5 - Math.random());
    await feedPlays(redis.url, game, again);
    await untilDecided(database, [game]);
    await feedPlays(redis.url, game, plays);
    const client = openRedis(redis.url);
    await client.connect();
    await eventually("empty stream", async () => (await client.xlen(playsKey(3))) === 0);
    client.disconnect();
    expect(await ledgerState(database, [game])).toMatchObject({
      accepted: 300,
      lost: 0,
      doubled: 0,
    });
    expect(await firstWrong(database, [game])).toBeUndefined();
  });

  it("drops entries it cannot read and goes on", async () => {
    const game = await createPlayableGame(database.sql, halfOver);
    await work();
    const client = openRedis(redis.url);
    await client.connect();
    await client.xadd(playsKey(3), "*", "nonsense", "1");
    await client.xadd(playsKey(3), "*", "p", "not a uuid", "g", game.gameId);
    const plays = await acceptPlays(database.sql, game, 20);
    await feedPlays(redis.url, game, plays);
    await untilDecided(database, [game]);
    await eventually("empty stream", async () => (await client.xlen(playsKey(3))) === 0);
    client.disconnect();
    expect(await firstWrong(database, [game])).toBeUndefined();
  });

  it("voids a play that fails alone five times, gives its attempt back, and decides the others", async () => {
    const game = await createPlayableGame(database.sql, halfOver);
    const plays = await acceptPlays(database.sql, game, 64);
    const poison = plays[21] ?? "";
    await database.sql.unsafe(`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin raise exception 'cannot be decided'; end $$;
      create trigger refuse_poison before insert on play_result for each row
        when (new.play_id = '${poison}' and new.outcome <> 'VOID') execute function refuse_poison();`);
    await work({ isSweeping: true });
    await feedPlays(redis.url, game, plays);
    expect(await untilDecided(database, [game])).toMatchObject({ lost: 0, doubled: 0 });
    const [row] = await database.sql`
      select r.outcome, r.reason, g.plays from play_result r
        join player_game g on g.game_id = r.game_id and g.player_id = r.player_id
       where r.play_id = ${poison}`;
    expect(row).toMatchObject({ outcome: "VOID", reason: "POISON", plays: 0 });
    expect(await firstWrong(database, [game])).toBeUndefined();
    await database.sql.unsafe("drop trigger refuse_poison on play_result");
  });

  it("lets every game of a batch come to its end before a failed batch is tried again", async () => {
    const failing = await createPlayableGame(database.sql, halfOver);
    const slow = await createPlayableGame(database.sql, halfOver);
    const steps: string[] = [];
    let returned = () => {};
    const again = new Promise<void>((resolve) => {
      returned = resolve;
    });
    const hooks = {
      beforeDecide: async ({ gameId }: { readonly gameId: string }) => {
        if (gameId === slow.gameId) {
          // Long enough for a retry that does not wait; one that waits never comes meanwhile.
          await Promise.race([again, delay(1_000)]);
          steps.push("slow");
          return;
        }
        steps.push("failing");
        if (steps.length > 1) returned();
        else throw Object.assign(new Error("the connection broke"), { code: "ECONNRESET" });
      },
    };
    for (const game of [failing, slow]) {
      await feedPlays(redis.url, game, await acceptPlays(database.sql, game, 5));
    }
    await work({ hooks });
    await untilDecided(database, [failing, slow]);
    expect(steps.slice(0, 3)).toEqual(["failing", "slow", "failing"]);
    expect(await firstWrong(database, [failing, slow])).toBeUndefined();
  });

  it("refuses a paused holder that wakes after its lease was taken", async () => {
    const game = await createPlayableGame(database.sql, halfOver);
    let wake = () => {};
    let isAsleep = false;
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const first = await startWorker(database.url, redis.url, {
      hooks: {
        beforeDecide: async () => {
          isAsleep = true;
          await asleep;
        },
      },
    });
    const plays = await acceptPlays(database.sql, game, 200);
    await feedPlays(redis.url, game, plays.slice(0, 100));
    await eventually("the first holder sleeps", async () => isAsleep);
    await expireLeases(database.sql);
    await work();
    await feedPlays(redis.url, game, plays.slice(100));
    await untilDecided(database, [game]);
    const before = await ledgerState(database, [game]);
    wake();
    await first.stop();
    expect(await ledgerState(database, [game])).toEqual(before);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });
});
