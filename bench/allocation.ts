// `npm run bench -- allocation --json`: the acceptance figures of the allocator, as one line of JSON. Needs no store.

import { arms, coinFlips } from "#bench/allocation/arms.ts";
import { type EventFigures, runEvents } from "#bench/allocation/events.ts";
import { inclusionErrors } from "#bench/allocation/inclusion.ts";
import { brokenPairs, latePlacements, proofGap } from "#bench/allocation/invariants.ts";
import { maxPlacements } from "#bench/allocation/max-flow.ts";
import { randomNetwork } from "#bench/allocation/random-network.ts";
import { scarcity } from "#bench/allocation/scarcity.ts";
import { soak } from "#bench/allocation/soak.ts";
import { tightInstance } from "#bench/allocation/tight-instance.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { allocate } from "#lib/promotions/allocation/allocate.ts";
import { mixCap } from "#lib/promotions/allocation/posts.ts";

interface Line {
  readonly name: string;
  readonly asked: string;
  readonly measured: number;
  readonly holds: boolean;
}

const seed = new TextEncoder().encode("bench");
const round = (value: number) => Math.round(value * 10_000) / 10_000;

function atMost(name: string, asked: number, measured: number): Line {
  return { name, asked: `<= ${asked}`, measured: round(measured), holds: measured <= asked };
}

function atLeast(name: string, asked: number, measured: number): Line {
  return { name, asked: `>= ${asked}`, measured: round(measured), holds: measured >= asked };
}

function eventLines(size: string, limits: { build: number; event: number }, found: EventFigures) {
  const named = (name: string) => `${size}: ${name}`;
  return [
    atMost(named("slowest of 3 builds in ms, median of 3 runs"), limits.build, found.buildMs),
    atMost(named("slowest of 6 events in ms, median of 3 runs"), limits.event, found.eventMs),
    atLeast(named("promotions with exactly n, in percent"), 100, found.exactPct),
    atMost(named("new over lost pairs, 1 % of promo servers drop"), 1.02, found.dropRatio),
    atMost(named("new pairs over fair share, +1 % promo servers"), 1.05, found.newServersRatio),
    atMost(named("new pairs over booked, +1 % promotions"), 1.02, found.newPromotionsRatio),
    atMost(named("J4 new pairs, 1 % of promotions expire"), 0, found.expiryMoves),
    atMost(named("J4 new pairs, 10 % of weights change by 20 %"), 0, found.weightMoves),
    atMost(named("J5 largest part of the budget of moves"), 1, found.budgetUse),
    atMost(named("J6 promo servers outside their load"), 0, found.outsideLoads),
    atMost(named("J2 promo servers above their cap"), 0, found.overCap),
    atMost(named("J3 wrong pairs"), 0, found.wrongPairs),
    atMost(named("J7 new pairs of a second allocation"), 0, found.againMoves),
  ];
}

function tightLines(): Line[] {
  const wrong = { placed: 0, pairs: 0, proof: 0, again: 0, order: 0 };
  let short = 0;
  let paths = 0;
  for (let each = 1; each <= 400; each++) {
    const input = { ...tightInstance(each), seed };
    const result = allocate(input);
    const most = maxPlacements(input.servers, input.promotions);
    wrong.placed += Number(result.placements.length !== most);
    wrong.pairs += brokenPairs(input, result).length;
    if (result.figures.shortfall > 0) {
      short += 1;
      wrong.proof += Number(proofGap(input, result) !== 0);
    }
    paths += result.counts.augmented;
    const mixed = {
      ...input,
      servers: [...input.servers].reverse(),
      promotions: [...input.promotions].reverse(),
      previous: [...result.placements].reverse(),
    };
    wrong.again += Number(allocate(mixed).added.length > 0);
    const reversed = allocate({ ...mixed, previous: [] });
    wrong.order += Number(
      JSON.stringify(reversed.placements) !== JSON.stringify(result.placements),
    );
  }
  return [
    atMost(`J1 of 400 tight networks (${paths} chains), not equal to Dinic`, 0, wrong.placed),
    atMost("J2, J3 wrong pairs in them", 0, wrong.pairs),
    atMost("J7 of them, moved something the second time", 0, wrong.again),
    atMost("J8 of them, different with rows in another order", 0, wrong.order),
    atMost(`J9 of ${short} shortfalls, proofs that do not add up`, 0, wrong.proof),
  ];
}

function soakLines(): Line[] {
  const run = soak({ promotions: 10_000, servers: 500 }, 300, seeded(11));
  const extra = run.moved / run.unavoidable;
  return [
    atMost("300 events, after which somebody had not exactly n", 0, run.inexact),
    atMost("300 events, after which a pair was wrong", 0, run.broken),
    atMost("300 events, cv of load over target in the end", 0.1, run.last.figures.loadCv),
    atMost("300 events, new pairs over unavoidable ones", 1.25, extra),
    atMost("300 events, mean in ms", 100, run.meanMs),
  ];
}

function scarcityLines(): Line[] {
  const asked = { promotions: 2000, servers: 100, epochs: 60 };
  const run = scarcity({ ...asked, leaseEpochs: 4 }, seeded(5));
  const off = Math.max(run.fair - run.least, run.most - run.fair);
  const kept = scarcity({ ...asked, leaseEpochs: 0 }, seeded(5));
  return [
    atMost("70 % of room, 60 epochs: share of n off the fair one", 0.06, off),
    atMost("70 % of room: longest time with nothing, in epochs", 4, run.longestGap),
    atLeast("control without leases: largest less least share", 0.3, kept.most - kept.least),
  ];
}

function armLines(): Line[] {
  const input = { ...randomNetwork({ promotions: 10_000, servers: 500 }, seeded(7)), seed };
  const found = arms(input);
  return [
    atMost("two variants: arm off its size, also after 1 % drop", 0.5, found.worstSize),
    atMost("two variants: imbalance of weight", 0.2, found.imbalance),
    atLeast("control by coin: imbalance of weight", 0.3, coinFlips(input, seeded(2))),
  ];
}

/** Ends of one hour to a day, and caps counted in posts, so that about half of the network can be carried. */
function postLines(): Line[] {
  const now = Date.UTC(2026, 0, 1);
  const random = seeded(13);
  const network = randomNetwork({ promotions: 10_000, servers: 500 }, random);
  const windows = network.promotions.map(() => 3_600_000 * (1 + Math.floor(random() * 24)));
  const promotions = network.promotions.map((each, c) => ({
    ...each,
    endsAt: now + (windows[c] ?? 0),
  }));
  const mix = promotions.map(({ n }, c) => ({ windowMs: windows[c] ?? 0, share: n }));
  const cap = mixCap(mix);
  const servers = network.servers.map((each) => ({ ...each, cap }));
  const input = { servers, promotions, seed, now };
  const result = allocate(input);
  const stated = result.shortfalls.reduce((sum, { missing }) => sum + missing, 0);
  const { booked } = result.figures;
  return [
    atMost("J10 placements without a post before their end", 0, latePlacements(input, result, now)),
    atMost("J10 booked, neither placed nor stated", 0, booked - result.placements.length - stated),
  ];
}

const inclusion = [5, 20].flatMap((n) => {
  const { byWeight, single } = inclusionErrors(n);
  return [
    atMost(`inclusion of ${n} of 50, classes of weight off their target`, 0.06, byWeight),
    atMost(`inclusion of ${n} of 50, worst promo server off its target`, 0.1, single),
  ];
});
const small = runEvents({ promotions: 10_000, servers: 500 });
const large = runEvents({ promotions: 100_000, servers: 10_000 });
const acceptance = [
  ...eventLines("10,000 x 500", { build: 500, event: 100 }, small),
  ...eventLines("100,000 x 10,000", { build: 8000, event: 1000 }, large),
  atLeast("control, the first sketch: new over lost pairs", 20, small.naiveDropRatio),
  ...inclusion,
  ...tightLines(),
  ...soakLines(),
  ...scarcityLines(),
  ...armLines(),
  ...postLines(),
];
if (!process.argv.includes("--json")) console.table(acceptance);
console.log(JSON.stringify({ cpuMs: { small: small.cpuMs, large: large.cpuMs }, acceptance }));
