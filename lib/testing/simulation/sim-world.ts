// One simulated campaign: a seed says who plays, which worker moves and what breaks, one step after the other, on a
// real Postgres and a real Redis. First faults, with safety looked at all along; then no more faults, and everything
// has to come to its end. A failure is told with its seed, which does it again: the schedule is the seed's, the
// draws are the database's.

import { seeded } from "#lib/pacing/simulator/seeded.ts";
import type { Clock } from "#lib/platform/clock.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { RedisHealth } from "#lib/plays/redis-health.ts";
import { addPlays } from "#lib/plays/redis-stream.ts";
import { insertPlays } from "#lib/plays/store-intake.ts";
import { Sweeper } from "#lib/plays/sweeper.ts";
import { changed, firstWrong, ledgerState, observe } from "#lib/testing/ledger-chaos.ts";
import { createPlayableGame, type PlayableGame, testSecret } from "#lib/testing/ledger-fixtures.ts";
import {
  drawMove,
  type Move,
  type SimReport,
  type SimSettings,
} from "#lib/testing/simulation/sim-plan.ts";
import type { SimWorker, StepFault } from "#lib/testing/simulation/sim-worker.ts";
import { eventually } from "#lib/testing/stores.ts";

interface Submission {
  readonly playId: string;
  readonly playerId: string;
  readonly game: PlayableGame;
  isAcked: boolean;
}

const partition = 3;
const winsPerPlayer = 2;
const nobody = { network: undefined, clientTs: undefined, meta: undefined };
export class SimWorld {
  readonly #settings: SimSettings;
  readonly #random: () => number;
  readonly #plays: Submission[] = [];
  readonly #violations = new Set<string>();
  readonly #faults: Record<string, number> = {};
  readonly #workers: SimWorker[] = [];
  readonly #players: string[];
  #sweeper: Sweeper;
  #games: PlayableGame[] = [];
  #seen = new Map<string, string>();
  #nowMs = 1_000_000;

  constructor(settings: SimSettings) {
    this.#settings = settings;
    this.#random = seeded(settings.seed);
    this.#players = Array.from({ length: 12 }, () => this.#uuid());
    this.#sweeper = this.#newSweeper();
  }

  /** The clock of this machine, which jumps both ways; durations only grow. */
  readonly #clock: Clock = {
    now: () => this.#nowMs + (this.#random() - 0.5) * 1_200_000,
    monotonicMs: () => this.#nowMs,
  };

  #newSweeper(): Sweeper {
    const { database, redis } = this.#settings;
    const health = new RedisHealth(redis.client, this.#clock);
    const logger = createLogger("sim", "silent");
    const shared = { database, redis: redis.client, health, logger, clock: this.#clock };
    return new Sweeper({ ...shared, masterSecret: testSecret });
  }

  #uuid(): string {
    const hex = (digits: number) =>
      Math.floor(this.#random() * 16 ** digits)
        .toString(16)
        .padStart(digits, "0");
    return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #pick<T>(from: readonly T[]): T {
    const one = from[this.#below(from.length)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  }

  #count(fault: string): void {
    this.#faults[fault] = (this.#faults[fault] ?? 0) + 1;
  }

  async run(): Promise<SimReport> {
    const { database, redis, steps, seed, worker } = this.#settings;
    await redis.lose();
    const options = { partition, winsPerPlayer, startsInS: -1800, endsInS: 1800 };
    const first = await createPlayableGame(database.sql, { ...options, lines: [{ quantity: 20 }] });
    // Both want the same coupons, and there are fewer than both were promised.
    const lines = [{ quantity: 20 }];
    const second = await createPlayableGame(database.sql, {
      ...options,
      lines,
      pools: first.poolIds,
    });
    this.#games = [first, second];
    for (let i = 0; i < 3; i++) {
      const stores = { database, redis: redis.client, partition, clock: this.#clock };
      this.#workers.push(worker(stores));
    }
    for (let i = 0; i < steps; i++) await this.#move(drawMove(this.#random()));
    await this.#comeToRest();
    const { accepted, wins } = await this.#judge();
    return { seed, accepted, wins, faults: this.#faults, violations: [...this.#violations] };
  }

  async #move(move: Move): Promise<void> {
    const { redis } = this.#settings;
    const worker = this.#pick(this.#workers);
    if (!["submit", "step", "sweep", "observe", "redis is kept"].includes(move)) this.#count(move);
    if (move === "submit") await this.#submit();
    else if (move === "step") await worker.step(this.#stepFault(), 1 + this.#below(12));
    else if (move === "sweep") await this.#sweep();
    else if (move === "time passes") await this.#passTime();
    else if (move === "observe") await this.#observe();
    else if (move === "redis is kept") await redis.keep();
    else if (move === "a worker steals") await worker.steal();
    else if (move === "a worker is killed") worker.crash();
    else if (move === "a worker turns") worker.turn();
    else if (move === "redis is rolled back") await redis.rollBack(this.#random());
    else if (move === "redis is lost") await redis.lose();
    else await this.#cutConnections(worker);
  }

  #stepFault(): StepFault {
    const at = this.#random();
    const fault = at < 0.04 ? "ackLost" : at < 0.08 ? "refused" : at < 0.14 ? "killed" : "none";
    if (fault !== "none") this.#count(fault);
    return fault;
  }

  /** Some new plays, some sent again, a few with an id that is somebody else's; the gateway may die on the way. */
  async #submit(): Promise<void> {
    const sent: Submission[] = [];
    for (let n = 1 + this.#below(8); n > 0; n--) {
      const known = this.#plays.length > 0 && this.#random() < 0.15;
      const play = known
        ? this.#pick(this.#plays)
        : {
            ...{ playId: this.#uuid(), playerId: this.#pick(this.#players) },
            ...{ game: this.#pick(this.#games), isAcked: false },
          };
      sent.push(play);
      if (!known) this.#plays.push(play);
    }
    const dies = this.#random();
    if (dies < 0.05) return this.#count("gateway dies before intake");
    const thief = this.#random() < 0.2 ? this.#pick(sent) : undefined;
    await this.#accept(sent);
    if (thief) await this.#stealId(thief);
    if (dies < 0.15) return this.#count("gateway dies before the stream");
    const entries = sent.map(({ playId, game }) => ({ ...game, playId }));
    const order = this.#random() < 0.3 ? entries.reverse() : entries;
    await addPlays(
      this.#settings.redis.client,
      this.#random() < 0.1 ? [...order, ...order] : order,
    );
    if (dies < 0.2) return this.#count("gateway dies before its answer");
    for (const play of sent) play.isAcked = true;
  }

  async #accept(sent: readonly Submission[]): Promise<void> {
    const rows = sent.map(({ playId, playerId, game }) => {
      return { playId, playerId, gameId: game.gameId, ...nobody };
    });
    const verdicts = await insertPlays(this.#settings.database.sql, rows);
    for (const { code } of verdicts) {
      if (code !== "ok" && code !== "existing" && code !== "win_limit") {
        this.#violations.add(`intake said ${code}`);
      }
    }
    // A play refused for its player's wins was never accepted; nobody waits for it.
    for (const [index, { code }] of verdicts.entries()) {
      const refused = sent[index];
      if (code === "win_limit" && refused) this.#plays.splice(this.#plays.indexOf(refused), 1);
    }
  }

  async #stealId({ playId, game }: Submission): Promise<void> {
    const row = { playId, playerId: this.#uuid(), gameId: game.gameId, ...nobody };
    const [verdict] = await insertPlays(this.#settings.database.sql, [row]);
    if (verdict?.code !== "foreign" && this.#plays.some((play) => play.playId === playId)) {
      this.#violations.add(`somebody else's play was ${verdict?.code}`);
    }
  }

  async #sweep(): Promise<void> {
    if (this.#settings.hasSweeper ?? true) await this.#sweeper.tick();
  }

  /** Everything is a minute older: plays are due to be fed again, and whoever waits has waited. */
  async #passTime(): Promise<void> {
    const { sql } = this.#settings.database;
    this.#nowMs += 60_000;
    await sql`
      update play set accepted_at = accepted_at - interval '1 minute'
       where game_id in ${sql(this.#games.map(({ gameId }) => gameId))}`;
    await sql`update play_feed set next_feed_at = next_feed_at - interval '1 minute'`;
  }

  async #cutConnections(worker: SimWorker): Promise<void> {
    const { database } = this.#settings;
    const step = worker.step("none", 8).catch(() => worker.crash());
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`.catch(() => undefined);
    await step;
    await eventually("Postgres answers again", () => database.sql`select 1`.catch(() => undefined));
  }

  /** What was shown once stays. */
  async #observe(): Promise<void> {
    const now = await observe(this.#settings.database, this.#games);
    for (const playId of changed(this.#seen, now)) this.#violations.add(`changed: ${playId}`);
    this.#seen = now;
  }

  /** No more faults: clients ask again for what was not answered, and everything has to be decided. */
  async #comeToRest(): Promise<void> {
    const unanswered = this.#plays.filter(({ isAcked }) => !isAcked);
    if (unanswered.length > 0) await this.#accept(unanswered);
    // Redis is there for good, so nobody goes on without it.
    for (const worker of this.#workers) worker.turn("stream");
    let before = "";
    for (let idle = 0; idle < 4; ) {
      await this.#passTime();
      await this.#sweep();
      for (const worker of this.#workers) {
        await worker.steal();
        for (let i = 0; i < 60; i++) if (!(await worker.step("none", 12))) break;
      }
      const { length, pending } = await this.#settings.redis.queued(partition);
      const { lost } = await ledgerState(this.#settings.database, this.#games);
      if (length === 0 && pending === 0 && lost === 0) return;
      const now = `${length} ${pending} ${lost}`;
      idle = now === before ? idle + 1 : 0;
      before = now;
    }
  }

  async #judge(): Promise<{ readonly accepted: number; readonly wins: number }> {
    const { database, redis, hasLedger = true } = this.#settings;
    await this.#observe();
    const tell = (what: string, count: number) => {
      if (count !== 0) this.#violations.add(`${what}: ${count}`);
    };
    const { accepted, lost, doubled, wins } = await ledgerState(database, this.#games);
    tell("lost", lost);
    tell("doubled", doubled);
    tell(
      "accepted and not there",
      this.#plays.filter(({ playId }) => !this.#seen.has(playId)).length,
    );
    const { length, pending } = await redis.queued(partition);
    tell("left in the stream", length);
    tell("left pending", pending);
    if (!hasLedger) return { accepted, wins };
    const wrong = await firstWrong(database, this.#games);
    if (wrong && !wrong.ok) this.#violations.add(`ledger, entry ${wrong.entry}: ${wrong.why}`);
    const { sql } = database;
    const [over] = await sql`
      select count(*)::integer as n from (
        select 1 from play_result where outcome = 'WIN' and game_id in ${sql(this.#games.map(({ gameId }) => gameId))}
         group by game_id, player_id having count(*) > ${winsPerPlayer}) x`;
    tell("players over their cap", over?.n ?? 0);
    return { accepted, wins };
  }
}
