// A day of the promotion network on a virtual clock: the allocator decides every quarter of an hour and whenever a
// promo server falls silent, bots fetch, post by the client's own schedule and go away for a while.

import {
  baseCooldownMs,
  cooldownMs,
  emptyRotation,
  nextTurn,
  notePosted,
  type Rotation,
} from "#lib/promotions/client/schedule.ts";
import type { WireApp } from "#lib/promotions/client/wire.ts";
import { offlineAfterMinutes } from "#lib/promotions/contract.ts";
import { capsOf, groupBy } from "#lib/promotions/network-instance.ts";
import { planAllocation } from "#lib/promotions/plan-allocation.ts";
import type {
  ActiveRow,
  ExposedRow,
  PlacementRow,
  ServerRow,
} from "#lib/promotions/store-allocation.ts";
import {
  bookDay,
  type DayMarket,
  dayMs,
  dayRules,
  dayServers,
  seededRandom,
} from "#lib/testing/network-day-market.ts";

const minuteMs = 60_000;
const epochMs = 15 * minuteMs;

export interface DaySetting {
  readonly servers: number;
  /** 1: as many promotions as the posts can carry; 2: twice as many. */
  readonly times: number;
  readonly seed: number;
  readonly outages: boolean;
  /** Control: takes what is booked too much as promised. */
  readonly unstated?: boolean;
}

interface Bot {
  readonly row: ServerRow;
  readonly awayFromMs: number;
  readonly backAtMs: number;
  seenAtMs: number;
  fetchAtMs: number;
  apps: readonly WireApp[];
  rotation: Rotation;
  postAtMs: number;
  /** The shortest pause that its batch allows, whatever chance gave. */
  notBeforeMs: number;
  posts: number;
}

export interface DayReport {
  readonly promotions: number;
  readonly carried: number;
  readonly booked: number;
  readonly stated: number;
  readonly billed: number;
  /** Promotions with fewer exposures than were promised, with these. */
  readonly broken: readonly {
    readonly id: string;
    readonly promised: number;
    readonly had: number;
  }[];
  /** Exposures beyond the booked number: not billed. */
  readonly gifts: number;
  readonly posts: number;
  readonly overCap: number;
  readonly largestBatch: number;
  readonly tooSoon: number;
  readonly outages: number;
  readonly added: number;
  readonly runs: number;
  readonly slowestRunMs: number;
  readonly forecasts: number;
}

function makeBot(row: ServerRow, random: () => number, outages: boolean): Bot {
  const kind = outages ? random() : 1;
  const from = (1 + random() * 19) * 60 * minuteMs;
  const isGone = kind < 0.02;
  const isAway = kind < 0.27;
  return {
    row,
    awayFromMs: isAway ? from : Number.POSITIVE_INFINITY,
    backAtMs: isGone ? Number.POSITIVE_INFINITY : from + (10 + random() * 140) * minuteMs,
    ...{ seenAtMs: 0, fetchAtMs: random() * minuteMs, apps: [], rotation: emptyRotation },
    ...{ postAtMs: Number.POSITIVE_INFINITY, notBeforeMs: 0, posts: 0 },
  };
}

function wireApp({ id, startsAtMs, endsAtMs }: ActiveRow): WireApp {
  const campaign = {
    campaignId: id,
    startDate: startsAtMs / 1000,
    endDate: endsAtMs / 1000,
    ctaUrl: "",
  };
  return { appId: id, appName: id, shortDescription: "", campaign };
}

export class NetworkDay {
  private readonly random: () => number;
  private readonly bots: Bot[];
  private readonly market: DayMarket;
  private readonly rows: Map<string, ActiveRow>;
  private readonly apps: Map<string, WireApp>;
  private placements: PlacementRow[] = [];
  private batches: ReadonlyMap<string, readonly WireApp[]> = new Map();
  private readonly exposed: ExposedRow[] = [];
  private readonly exposures = new Map<string, Set<string>>();
  private epoch = 0;
  private readonly told = {
    added: 0,
    runs: 0,
    slowestRunMs: 0,
    overCap: 0,
    largestBatch: 0,
    tooSoon: 0,
  };
  private readonly nowOf: () => number;

  constructor(setting: DaySetting, monotonicMs: () => number) {
    this.random = seededRandom(setting.seed);
    this.nowOf = monotonicMs;
    const servers = dayServers(setting.servers, this.random);
    const market = bookDay(servers, setting.times, this.random);
    const promotions = market.promotions.map((row) => ({ ...row, stated: 0 }));
    this.market = setting.unstated ? { ...market, promotions } : market;
    this.bots = servers.map((row) => makeBot(row, this.random, setting.outages));
    this.rows = new Map(this.market.promotions.map((row) => [row.id, row]));
    this.apps = new Map(this.market.promotions.map((row) => [row.id, wireApp(row)]));
  }

  run(): DayReport {
    let offline = "";
    for (let nowMs = 0; nowMs < dayMs; nowMs += minuteMs) {
      for (const bot of this.bots) if (!isAway(bot, nowMs)) bot.seenAtMs = nowMs;
      const silent = this.bots
        .filter((bot) => isSilent(bot, nowMs))
        .map(({ row }) => row.id)
        .join();
      if (nowMs % epochMs === 0 || silent !== offline) this.allocate(nowMs, nowMs % epochMs === 0);
      offline = silent;
      for (const bot of this.bots) this.act(bot, nowMs);
    }
    return this.report();
  }

  private allocate(nowMs: number, isEpoch: boolean): void {
    const servers = this.bots.filter((bot) => !isSilent(bot, nowMs)).map(({ row }) => row);
    const promotions = [...this.rows.values()].filter(
      ({ startsAtMs, endsAtMs }) => startsAtMs <= nowMs && nowMs < endsAtMs,
    );
    if (isEpoch) this.epoch += 1;
    const started = this.nowOf();
    const plan = planAllocation({
      ...{
        servers,
        promotions,
        placements: this.placements,
        exposed: this.exposed,
        rules: dayRules,
      },
      ...{ epoch: this.epoch, nowMs, seed: new Uint8Array(32) },
    });
    this.told.slowestRunMs = Math.max(this.told.slowestRunMs, this.nowOf() - started);
    this.told.runs += 1;
    this.told.added += plan.added.length;
    const gone = new Set(plan.removed.map((pair) => `${pair.promotionId} ${pair.serverId}`));
    this.placements = [
      ...this.placements.filter((pair) => !gone.has(`${pair.promotionId} ${pair.serverId}`)),
      ...plan.added,
    ];
    const fresh = new Set(plan.added.map(({ promotionId }) => promotionId));
    for (const [id, carried] of plan.carried) {
      const row = this.rows.get(id);
      if (!row) continue;
      const counted = isEpoch ? { served: row.served + carried, age: row.age + 1 } : {};
      const at = fresh.has(id) ? { lastAllocatedAtMs: nowMs } : {};
      this.rows.set(id, { ...row, ...counted, ...at });
    }
    this.checkBatches(servers, promotions);
  }

  private checkBatches(servers: readonly ServerRow[], promotions: readonly ActiveRow[]): void {
    const caps = capsOf(servers, promotions, dayRules);
    const placed = groupBy(this.placements, ({ serverId }) => serverId);
    this.batches = new Map(
      [...placed].map(([serverId, rows]) => [
        serverId,
        rows.flatMap(({ promotionId }) => this.apps.get(promotionId) ?? []),
      ]),
    );
    for (const [serverId, { length: load }] of placed) {
      this.told.largestBatch = Math.max(this.told.largestBatch, load);
      if (load > (caps.get(serverId) ?? 0)) this.told.overCap += 1;
    }
  }

  /** One minute of one bot: it asks when its batch is due, and posts when its pause is over. */
  private act(bot: Bot, nowMs: number): void {
    if (isAway(bot, nowMs)) return;
    if (bot.fetchAtMs <= nowMs) {
      bot.apps = this.batches.get(bot.row.id) ?? [];
      bot.fetchAtMs = (Math.floor(nowMs / epochMs) + 1) * epochMs + this.random() * minuteMs;
      if (bot.apps.length > 0 && bot.postAtMs === Number.POSITIVE_INFINITY) {
        bot.postAtMs = nowMs + this.random() * baseCooldownMs(bot.apps.length);
      }
    }
    if (bot.postAtMs > nowMs) return;
    const turn = nextTurn(bot.rotation, bot.apps, nowMs);
    bot.rotation = turn.rotation;
    if (turn.kind === "post") this.post(bot, turn.app, nowMs);
  }

  private post(bot: Bot, { appId: promotionId }: WireApp, nowMs: number): void {
    const pause = cooldownMs(bot.apps.length, this.random());
    if (nowMs < bot.notBeforeMs) this.told.tooSoon += 1;
    bot.notBeforeMs = nowMs + 0.8 * baseCooldownMs(bot.apps.length);
    bot.rotation = notePosted(bot.rotation, `${promotionId}/${promotionId}`, nowMs);
    bot.postAtMs = nowMs + pause;
    bot.posts += 1;
    const had = this.exposures.get(promotionId) ?? new Set<string>();
    if (had.has(bot.row.id)) return;
    had.add(bot.row.id);
    this.exposures.set(promotionId, had);
    this.exposed.push({ promotionId, serverId: bot.row.id, variantId: "a" });
  }

  private report(): DayReport {
    const { promotions, carried, forecasts } = this.market;
    const had = (id: string) => this.exposures.get(id)?.size ?? 0;
    const sum = (of: (row: ActiveRow) => number) =>
      promotions.reduce((all, row) => all + of(row), 0);
    return {
      ...{ promotions: promotions.length, carried, forecasts, ...this.told },
      booked: sum(({ servers }) => servers),
      stated: sum(({ stated }) => stated),
      billed: sum(({ id, servers }) => Math.min(servers, had(id))),
      gifts: sum(({ id, servers }) => Math.max(0, had(id) - servers)),
      posts: this.bots.reduce((all, { posts }) => all + posts, 0),
      outages: this.bots.filter(({ awayFromMs }) => awayFromMs < dayMs).length,
      broken: promotions
        .map(({ id, servers, stated }) => ({ id, promised: servers - stated, had: had(id) }))
        .filter((each) => each.had < each.promised),
    };
  }
}

function isAway({ awayFromMs, backAtMs }: Bot, nowMs: number): boolean {
  return awayFromMs <= nowMs && nowMs < backAtMs;
}

function isSilent({ seenAtMs }: Bot, nowMs: number): boolean {
  return nowMs - seenAtMs > offlineAfterMinutes * minuteMs;
}
