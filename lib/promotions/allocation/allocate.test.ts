import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { brokenPairs, newPairs, proofGap } from "#bench/allocation/invariants.ts";
import { maxPlacements } from "#bench/allocation/max-flow.ts";
import { naiveAllocation } from "#bench/allocation/naive.ts";
import { randomNetwork } from "#bench/allocation/random-network.ts";
import { tightInstance } from "#bench/allocation/tight-instance.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationInput, AllocationResult } from "#lib/promotions/allocation/instance.ts";

// Computing alone; a busy machine may take a while.
vi.setConfig({ testTimeout: 60_000 });

const seed = new TextEncoder().encode("a seed for tests");
const someSeed = fc.integer({ min: 1, max: 1_000_000 });

const tight = someSeed.map((each): AllocationInput => ({ ...tightInstance(each), seed }));
const roomy = someSeed.map((each): AllocationInput => {
  const random = seeded(each);
  const sizes = {
    promotions: 50 + Math.floor(random() * 500),
    servers: 80 + Math.floor(random() * 80),
  };
  return { ...randomNetwork(sizes, random), seed };
});

const shuffled = <T>(rows: readonly T[], random: () => number): T[] =>
  rows
    .map((row) => ({ row, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);

function countsOf({ placements }: Pick<AllocationResult, "placements">): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { promotionId } of placements)
    counts.set(promotionId, (counts.get(promotionId) ?? 0) + 1);
  return counts;
}

describe("an allocation", () => {
  test("J1, J2, J3, J9: places as much as a maximum flow, on the right pairs, with a proof", () => {
    fc.assert(
      fc.property(tight, (input) => {
        const result = allocate(input);
        expect(result.placements.length).toBe(maxPlacements(input.servers, input.promotions));
        expect(brokenPairs(input, result)).toEqual([]);
        if (result.figures.shortfall > 0) expect(proofGap(input, result)).toBe(0);
        const missing = result.shortfalls.reduce((sum, each) => sum + each.missing, 0);
        expect(missing).toBe(result.figures.shortfall);
      }),
      { numRuns: 30 },
    );
  });

  test("J1 still holds for what stands: after promo servers and promotions changed", () => {
    fc.assert(
      fc.property(tight, someSeed, (input, each) => {
        const random = seeded(each);
        const previous = allocate(input).placements;
        const servers = input.servers
          .filter(() => random() > 0.15)
          .map((server) => ({ ...server, cap: Math.floor(server.cap * (0.6 + random())) }));
        const promotions = input.promotions.filter(() => random() > 0.1);
        const next = { ...input, servers, promotions, previous };
        const result = allocate(next);
        expect(result.placements.length).toBe(maxPlacements(servers, promotions));
        expect(brokenPairs(next, result)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("J1: everybody gets exactly n when there is room", () => {
    fc.assert(
      fc.property(roomy, (input) => {
        const counts = countsOf(allocate(input));
        for (const { id, n } of input.promotions) expect(counts.get(id) ?? 0).toBe(n);
      }),
      { numRuns: 12 },
    );
  });

  test("J4: a lost promo server costs one new pair for each lost one, an end nothing", () => {
    fc.assert(
      fc.property(roomy, fc.nat(), (input, which) => {
        const { placements } = allocate(input);
        const gone = input.servers[which % input.servers.length]?.id ?? "";
        const lost = placements.filter(({ serverId }) => serverId === gone).length;
        const servers = input.servers.filter(({ id }) => id !== gone);
        const repaired = allocate({ ...input, servers, previous: placements });
        expect(newPairs(placements, repaired.placements)).toBe(lost);
        expect(repaired.removed.map(({ cause }) => cause)).toEqual(Array(lost).fill("gone"));
        const promotions = input.promotions.filter((_, index) => index % 50 !== which % 50);
        const ended = allocate({ ...input, promotions, previous: placements });
        expect(ended.added).toEqual([]);
        expect(ended.removed.every(({ cause }) => cause === "ended")).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  test("J5: a promo server that returns gets its share within the budget of moves", () => {
    fc.assert(
      fc.property(roomy, fc.nat(), (input, which) => {
        const back = input.servers[which % input.servers.length]?.id ?? "";
        const without = input.servers.filter(({ id }) => id !== back);
        const previous = allocate({ ...input, servers: without }).placements;
        const result = allocate({ ...input, previous });
        expect(result.counts.balanced).toBeLessThanOrEqual(0.02 * result.figures.booked);
        const own = result.servers.find(({ serverId }) => serverId === back);
        expect(own?.load ?? 0).toBeLessThanOrEqual(Math.max(1, own?.target ?? 0));
      }),
      { numRuns: 12 },
    );
  });

  test("J6: loads of a build are within a tenth of their targets, up to whole numbers", () => {
    fc.assert(
      fc.property(roomy, (input) => {
        for (const { load, target, cap } of allocate(input).servers) {
          expect(load).toBeGreaterThanOrEqual(Math.floor(0.9 * target));
          expect(load).toBeLessThanOrEqual(Math.min(cap, Math.ceil(1.1 * target)));
        }
      }),
      { numRuns: 12 },
    );
  });

  test("J7: a second allocation moves nothing, neither in a roomy network nor in a tight one", () => {
    fc.assert(
      fc.property(fc.oneof(roomy, tight), (input) => {
        const { placements } = allocate(input);
        const again = allocate({ ...input, previous: placements });
        expect({ added: again.added, removed: again.removed }).toEqual({ added: [], removed: [] });
      }),
      { numRuns: 30 },
    );
  });

  test("J8: the order of rows does not matter, the seed does", () => {
    fc.assert(
      fc.property(roomy, someSeed, (input, each) => {
        const random = seeded(each);
        const mixed = {
          ...input,
          servers: shuffled(input.servers, random),
          promotions: shuffled(input.promotions, random),
        };
        const { placements } = allocate(input);
        expect(allocate(mixed).placements).toEqual(placements);
        const lost = { ...mixed, servers: mixed.servers.slice(1) };
        const previous = shuffled(placements, random);
        const ordered = allocate({ ...lost, previous: placements });
        expect(allocate({ ...lost, previous })).toEqual(ordered);
        const other = allocate({ ...input, seed: new TextEncoder().encode("another") });
        expect(other.placements).not.toEqual(placements);
      }),
      { numRuns: 6 },
    );
  });

  test("the first sketch fails these: loads off, caps broken, everything moved", () => {
    const random = seeded(3);
    const input = { ...randomNetwork({ promotions: 1000, servers: 50 }, random), seed };
    const servers = input.servers.map((server) => ({
      ...server,
      cap: Math.ceil(server.cap * 0.55),
    }));
    const before = naiveAllocation({ ...input, servers }, random);
    expect(brokenPairs({ ...input, servers }, { placements: before }).length).toBeGreaterThan(0);
    const gone = servers[7]?.id;
    const lost = before.filter(({ serverId }) => serverId === gone).length;
    const after = naiveAllocation(
      { ...input, servers: servers.filter(({ id }) => id !== gone) },
      random,
    );
    expect(newPairs(before, after)).toBeGreaterThan(20 * lost);
  });
});
