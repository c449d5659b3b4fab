// What the product is measured against: every play a transaction of its own, on the same server. Each peer is one
// function call a play, so that round trips do not count against it.

import { randomUUID } from "node:crypto";
import { Queue, Worker } from "bullmq";
import { type Database, openDatabase } from "#lib/platform/database.ts";

const schema = `
create schema if not exists peer;
create table if not exists peer.game (id int primary key, chance float8 not null, decided int not null default 0, won int not null default 0);
create table if not exists peer.coupon (id bigint generated always as identity primary key, play_id uuid unique);
create index if not exists coupon_free on peer.coupon (id) where play_id is null;
create table if not exists peer.result (play_id uuid primary key, game_id int not null, player_id uuid not null, u float8 not null,
  outcome text not null, coupon_id bigint, decided_at timestamptz not null default clock_timestamp());
create index if not exists result_decided on peer.result (game_id, decided_at);
create table if not exists peer.rollup (game_id int, shard int, minute timestamptz, plays int not null, wins int not null,
  primary key (game_id, shard, minute));
insert into peer.game values (1, 0.02) on conflict do nothing;
create or replace function peer.decide(p_play uuid, p_player uuid, p_locks boolean, p_shard int) returns text language plpgsql as $$
declare v_chance float8; v_u float8 := random(); v_coupon bigint;
begin
  if p_locks then select chance into v_chance from peer.game where id = 1 for update;
  else select chance into v_chance from peer.game where id = 1; end if;
  if v_u < v_chance then
    select id into v_coupon from peer.coupon where play_id is null order by id limit 1 for update skip locked;
    if v_coupon is not null then update peer.coupon set play_id = p_play where id = v_coupon; end if;
  end if;
  insert into peer.result (play_id, game_id, player_id, u, outcome, coupon_id)
  values (p_play, 1, p_player, v_u, case when v_coupon is null then 'LOSE' else 'WIN' end, v_coupon);
  if p_locks then
    update peer.game set decided = decided + 1, won = won + (v_coupon is not null)::int where id = 1;
  end if;
  insert into peer.rollup values (1, p_shard, date_trunc('minute', clock_timestamp()), 1, (v_coupon is not null)::int)
  on conflict (game_id, shard, minute) do update set plays = rollup.plays + 1, wins = rollup.wins + excluded.wins;
  return v_coupon;
end $$;`;

export async function preparePeers(database: Database): Promise<void> {
  await database.sql.unsafe(schema);
  await database.sql`insert into peer.coupon (play_id) select null from generate_series(1, 100000)`;
}

async function decideOne(database: Database, locks: boolean, shard: number): Promise<void> {
  await database.sql`select peer.decide(${randomUUID()}, ${randomUUID()}, ${locks}, ${shard})`;
}

/**
 * Plays per second at one number of connections. Without locks every connection also has a roll-up row of its
 * own, or that row would be the lock that was taken away.
 */
export async function measurePeer(
  url: string,
  { locks, connections, seconds }: { locks: boolean; connections: number; seconds: number },
): Promise<number> {
  const database = openDatabase(url, { max: connections });
  await Promise.all(
    Array.from({ length: connections }, (_, shard) => decideOne(database, locks, shard)),
  );
  const from = performance.now();
  let decided = 0;
  const lanes = Array.from({ length: connections }, async (_, shard) => {
    while (performance.now() - from < seconds * 1_000) {
      await decideOne(database, locks, locks ? 0 : shard);
      decided += 1;
    }
  });
  await Promise.all(lanes);
  const perS = (decided * 1_000) / (performance.now() - from);
  await database.close();
  return perS;
}

/** One job and one transaction a play, at one concurrency. */
export async function measureBullmq(
  url: string,
  redisUrl: string,
  { concurrency, jobs }: { concurrency: number; jobs: number },
): Promise<number> {
  const connection = { url: redisUrl, maxRetriesPerRequest: null };
  const name = `peer-${randomUUID()}`;
  const queue = new Queue(name, { connection });
  const settled = { removeOnComplete: true, removeOnFail: true };
  for (let from = 0; from < jobs; from += 1_000) {
    const count = Math.min(1_000, jobs - from);
    await queue.addBulk(
      Array.from({ length: count }, () => ({ name: "play", data: {}, opts: settled })),
    );
  }
  const database = openDatabase(url, { max: Math.min(concurrency, 32) });
  let done = 0;
  const from = performance.now();
  const perS = await new Promise<number>((resolve, reject) => {
    const worker = new Worker(
      name,
      async () => {
        await decideOne(database, false, done % 32);
        done += 1;
      },
      { connection, concurrency },
    );
    worker.on("error", reject);
    worker.on("completed", () => {
      if (done < jobs) return;
      const rate = (jobs * 1_000) / (performance.now() - from);
      void worker.close().then(() => resolve(rate), reject);
    });
  });
  await queue.obliterate({ force: true });
  await queue.close();
  await database.close();
  return perS;
}

/** The batched insert alone, 256 rows a statement, from two connections: what the disk and the server allow. */
export async function measureInsert(url: string, seconds: number): Promise<number> {
  const database = openDatabase(url, { max: 2 });
  const from = performance.now();
  let inserted = 0;
  const lanes = Array.from({ length: 2 }, async () => {
    while (performance.now() - from < seconds * 1_000) {
      await database.sql`
        insert into peer.result (play_id, game_id, player_id, u, outcome)
        select gen_random_uuid(), 1, gen_random_uuid(), random(), 'LOSE' from generate_series(1, 256)`;
      inserted += 256;
    }
  });
  await Promise.all(lanes);
  const perS = (inserted * 1_000) / (performance.now() - from);
  await database.close();
  return perS;
}
