// How it is often done, for control: a budget in Redis, then the coupon, then the result, then the acknowledgement,
// each on its own. The invariants of the simulation have to fail on it.

import {
  claimPending,
  ensureGroup,
  finishEntries,
  readNew,
  type StreamEntry,
} from "#lib/plays/redis-stream.ts";
import type { SimStores, SimWorker, StepFault } from "#lib/testing/simulation/sim-worker.ts";

export class NaiveWorker implements SimWorker {
  readonly #stores: SimStores;
  #entries: StreamEntry[] = [];
  #at: "budget" | "coupon" | "result" | "ack" = "budget";
  #wins = false;
  #coupon: { id: string; prize_id: string } | undefined;

  constructor(stores: SimStores) {
    this.#stores = stores;
  }

  crash(): void {
    this.#entries = [];
    this.#at = "budget";
    this.#coupon = undefined;
  }

  turn(): void {
    this.crash();
  }

  async steal(): Promise<void> {
    const { redis, partition } = this.#stores;
    if (this.#entries.length > 0) return;
    await ensureGroup(redis, partition);
    const options = { cursor: "0-0", count: 64, minIdleMs: 0 };
    this.#entries = (await claimPending(redis, partition, options)).entries;
  }

  async step(fault: StepFault, size: number): Promise<boolean> {
    const { redis, partition } = this.#stores;
    if (this.#entries.length === 0) {
      await ensureGroup(redis, partition);
      this.#entries = await readNew(redis, partition, { count: size, blockMs: 0 });
      return this.#entries.length > 0;
    }
    await this.#advance().catch(() => this.crash());
    if (fault !== "none") this.crash();
    return true;
  }

  async #advance(): Promise<void> {
    const { database, redis, partition } = this.#stores;
    const entry = this.#entries[0];
    const play = entry?.play;
    if (!entry || !play) return;
    const { sql } = database;
    if (this.#at === "budget") {
      await redis.set(`naive:${play.gameId}`, 20, "NX");
      this.#wins = (await redis.decr(`naive:${play.gameId}`)) >= 0;
      this.#at = "coupon";
    } else if (this.#at === "coupon") {
      if (this.#wins) {
        const [claimed] = await sql<{ id: string; prize_id: string }[]>`
          update coupon c set state = 'RESERVED', play_id = ${play.playId}, prize_id = z.id, reserved_at = now()
            from prize z
           where z.game_id = ${play.gameId} and z.position = 0
             and c.id = (select id from coupon where pool_id = z.pool_id and state = 'AVAILABLE' order by id limit 1)
          returning c.id::text, c.prize_id`;
        this.#coupon = claimed;
      }
      this.#at = "result";
    } else if (this.#at === "result") {
      await sql`
        insert into play_result (play_id, game_id, player_id, k, epoch, t, chance, shares, brand, u, outcome, reason,
                                 prize_id, coupon_id, reveal_at)
        select p.play_id, p.game_id, p.player_id, p.seq, 0, 0, 1, '{1}', 0, 0,
               ${this.#coupon ? "WIN" : "LOSE"}::play_outcome, 'DRAW', ${this.#coupon?.prize_id ?? null}::uuid,
               ${this.#coupon?.id ?? null}::bigint, p.reveal_at
          from play p where p.game_id = ${play.gameId} and p.play_id = ${play.playId}
        on conflict do nothing`;
      this.#at = "ack";
    } else {
      await finishEntries(redis, partition, [entry.id], []);
      this.#entries.shift();
      this.#coupon = undefined;
      this.#at = "budget";
    }
  }
}
