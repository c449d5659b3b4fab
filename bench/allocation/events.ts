// Builds a network and puts it through the events that change allocations, each from the same build.

import { brokenPairs, newPairs } from "#bench/allocation/invariants.ts";
import { naiveAllocation } from "#bench/allocation/naive.ts";
import { type Network, randomNetwork } from "#bench/allocation/random-network.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationInput, AllocationResult } from "#lib/promotions/allocation/instance.ts";

export interface EventFigures {
  readonly buildMs: number;
  readonly eventMs: number;
  /** Processor time of the slowest of both, all threads; an idle machine takes about as long by the clock. */
  readonly cpuMs: { readonly build: number; readonly event: number };
  /** Least share of promotions with exactly n, in percent, over the builds and all events. */
  readonly exactPct: number;
  readonly overCap: number;
  readonly wrongPairs: number;
  /** Promo servers outside J6 after the build. */
  readonly outsideLoads: number;
  /** New pairs over lost pairs when a hundredth of the promo servers drops. */
  readonly dropRatio: number;
  readonly naiveDropRatio: number;
  readonly weightMoves: number;
  readonly expiryMoves: number;
  readonly againMoves: number;
  /** New pairs over the fair share of as many new promo servers. */
  readonly newServersRatio: number;
  readonly newPromotionsRatio: number;
  /** Pairs that balancing moved over its budget, the largest of any event. */
  readonly budgetUse: number;
}

const seed = new TextEncoder().encode("events");
const isOne = (_: unknown, index: number) => index % 100 === 37;
const isOther = (row: unknown, index: number) => !isOne(row, index);

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The median of three runs, as other work on the machine makes any single one slow. */
function timed(input: AllocationInput) {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let result = allocate({ servers: [], promotions: [], seed });
  for (let run = 0; run < 3; run++) {
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    result = allocate(input);
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuTimes.push((user + system) / 1000);
  }
  return { result, ms: median(times), cpuMs: Math.round(median(cpuTimes)) };
}

class Course {
  readonly network: Network;
  private readonly ms = { build: 0, event: 0 };
  private readonly cpuMs = { build: 0, event: 0 };
  private exact = 100;
  private overCap = 0;
  private wrongPairs = 0;
  private budgetUse = 0;

  constructor(network: Network) {
    this.network = network;
  }

  run(change: Partial<AllocationInput>, before?: AllocationResult): AllocationResult {
    const input: AllocationInput = {
      ...this.network,
      seed,
      ...(before && { previous: before.placements }),
      ...change,
    };
    const { result, ms, cpuMs } = timed(input);
    const kind = before ? "event" : "build";
    this.ms[kind] = Math.max(this.ms[kind], ms);
    this.cpuMs[kind] = Math.max(this.cpuMs[kind], cpuMs);
    const { exactPromotions, overCap, booked } = result.figures;
    this.exact = Math.min(this.exact, (100 * exactPromotions) / input.promotions.length);
    this.overCap += overCap;
    this.wrongPairs += brokenPairs(input, result).length;
    if (before) this.budgetUse = Math.max(this.budgetUse, result.counts.balanced / (0.02 * booked));
    return result;
  }

  figures() {
    const { ms, cpuMs, exact: exactPct, overCap, wrongPairs, budgetUse } = this;
    const times = { buildMs: ms.build, eventMs: ms.event, cpuMs };
    return { ...times, exactPct, overCap, wrongPairs, budgetUse };
  }
}

const moves = (before: AllocationResult, after: AllocationResult) =>
  newPairs(before.placements, after.placements);

function lostIn(before: AllocationResult, servers: AllocationInput["servers"]): number {
  const kept = new Set(servers.map(({ id }) => id));
  return before.placements.filter(({ serverId }) => !kept.has(serverId)).length;
}

function naiveRatio({ servers, promotions }: Network, kept: AllocationInput["servers"]): number {
  const random = seeded(5);
  const before = naiveAllocation({ servers, promotions, seed }, random);
  const after = naiveAllocation({ servers: kept, promotions, seed }, random);
  const alive = new Set(kept.map(({ id }) => id));
  const lost = before.filter(({ serverId }) => !alive.has(serverId)).length;
  return newPairs(before, after) / lost;
}

function growth(course: Course) {
  const { servers, promotions } = course.network;
  const fewServers = servers.filter(isOther);
  const smaller = course.run({ servers: fewServers });
  const grown = course.run({}, smaller);
  const old = new Set(fewServers.map(({ id }) => id));
  const share = grown.servers.reduce(
    (sum, { serverId, target }) => sum + (old.has(serverId) ? 0 : target),
    0,
  );
  const quieter = course.run({ promotions: promotions.filter(isOther) });
  const busier = course.run({}, quieter);
  const booked = promotions.filter(isOne).reduce((sum, { n }) => sum + n, 0);
  return {
    newServersRatio: moves(smaller, grown) / share,
    newPromotionsRatio: moves(quieter, busier) / booked,
  };
}

/** The times are those of the slowest build and of the slowest kind of event. */
export function runEvents(sizes: {
  readonly promotions: number;
  readonly servers: number;
}): EventFigures {
  const course = new Course(randomNetwork(sizes, seeded(7)));
  const { servers, promotions } = course.network;
  const built = course.run({});
  const outside = built.servers.filter(
    ({ load, target, cap }) =>
      load < Math.floor(0.9 * target) || load > Math.min(cap, Math.ceil(1.1 * target)),
  );
  const kept = servers.filter(isOther);
  const dropped = course.run({ servers: kept }, built);
  const expired = course.run({ promotions: promotions.filter(isOther) }, built);
  const heavier = servers.map((each, index) =>
    index % 10 === 0 ? { ...each, weight: each.weight * 1.2 } : each,
  );
  const weighed = course.run({ servers: heavier }, built);
  const again = course.run({}, built);
  const grown = growth(course);
  return {
    ...course.figures(),
    ...grown,
    outsideLoads: outside.length,
    dropRatio: moves(built, dropped) / lostIn(built, kept),
    naiveDropRatio: sizes.servers > 1000 ? Number.NaN : naiveRatio(course.network, kept),
    expiryMoves: moves(built, expired),
    weightMoves: moves(built, weighed),
    againMoves: moves(built, again),
  };
}
