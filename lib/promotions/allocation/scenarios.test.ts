import { describe, expect, test, vi } from "vitest";
import { arms, coinFlips } from "#bench/allocation/arms.ts";
import { latePlacements } from "#bench/allocation/invariants.ts";
import { randomNetwork } from "#bench/allocation/random-network.ts";
import { scarcity } from "#bench/allocation/scarcity.ts";
import { soak } from "#bench/allocation/soak.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationInput } from "#lib/promotions/allocation/instance.ts";

// Computing alone; a busy machine may take a while.
vi.setConfig({ testTimeout: 60_000 });

const seed = new TextEncoder().encode("a seed for tests");
const hourMs = 3_600_000;
const now = Date.UTC(2026, 0, 1);

const promoServer = (slot: number, more: object = {}) => ({
  id: `s${slot}`,
  slot,
  weight: 1,
  cap: 10,
  ...more,
});

describe("an allocation over time", () => {
  test("a network that changes all the time stays exact, balanced and calm", () => {
    const run = soak({ promotions: 300, servers: 60 }, 80, seeded(77));
    expect({ inexact: run.inexact, broken: run.broken }).toEqual({ inexact: 0, broken: 0 });
    expect(run.last.figures.loadCv).toBeLessThanOrEqual(0.15);
    expect(run.moved).toBeLessThan(1.5 * run.unavoidable);
  });

  test("a scarcity is shared by leases, and is not without them", () => {
    const asked = { promotions: 200, servers: 20, epochs: 60 };
    const shared = scarcity({ ...asked, leaseEpochs: 4 }, seeded(5));
    expect(Math.abs(shared.least - shared.fair)).toBeLessThanOrEqual(0.08);
    expect(Math.abs(shared.most - shared.fair)).toBeLessThanOrEqual(0.08);
    expect(shared.longestGap).toBeLessThanOrEqual(6);
    const kept = scarcity({ ...asked, leaseEpochs: 0 }, seeded(5));
    expect(kept.most - kept.least).toBeGreaterThan(0.3);
    expect(kept.churn).toBe(0);
  });

  test("a lease ends only where somebody waits, and not before the first post", () => {
    const servers = [promoServer(0, { region: "EU", cap: 1 }), promoServer(1, { region: "US" })];
    const inEurope = { audience: { regions: ["EU"] }, n: 1 };
    const promotions = [
      { id: "a", ...inEurope, served: 8, age: 8 },
      { id: "b", n: 1, audience: { regions: ["US"] }, served: 8, age: 8 },
    ];
    const previous = [
      { promotionId: "a", serverId: "s0", drawIndex: 0, sinceEpoch: 0 },
      { promotionId: "b", serverId: "s1", drawIndex: 0, sinceEpoch: 0 },
    ];
    const input: AllocationInput = { servers, promotions, previous, seed, epoch: 8 };
    expect(allocate(input).removed).toEqual([]);
    const waiting = { ...input, promotions: [...promotions, { id: "c", ...inEurope }] };
    const result = allocate(waiting);
    expect(result.removed).toEqual([{ promotionId: "a", serverId: "s0", cause: "lease" }]);
    expect(result.added.map(({ promotionId }) => promotionId)).toEqual(["c"]);
    expect(result.shortfalls).toMatchObject([{ promotionId: "a", missing: 1, fits: 1 }]);
    const unposted = previous.map((each) => ({ ...each, posted: false }));
    expect(allocate({ ...waiting, previous: unposted }).removed).toEqual([]);
    expect(allocate({ ...waiting, epoch: 3 }).removed).toEqual([]);
  });

  test("arms of two variants are exact, also after a loss, and alike in weight", () => {
    const network = randomNetwork({ promotions: 1000, servers: 100 }, seeded(9));
    const found = arms({ ...network, seed });
    expect(found.worstSize).toBeLessThanOrEqual(0.5);
    expect(found.imbalance).toBeLessThan(0.5 * coinFlips({ ...network, seed }, seeded(2)));
  });
});

describe("J10: posts before the end", () => {
  const windows = [1, 2, 3, 6, 12, 24];

  function withEnds(each: number): AllocationInput {
    const random = seeded(each);
    const network = randomNetwork({ promotions: 300, servers: 60 }, random);
    return {
      seed,
      now,
      servers: network.servers.map((server) => ({ ...server, cap: Math.min(server.cap, 33) })),
      promotions: network.promotions.map((promotion) => ({
        ...promotion,
        endsAt: now + hourMs * (windows[Math.floor(random() * windows.length)] ?? 1),
      })),
    };
  }

  test.each([1, 2, 3, 4, 5])("network %i: every placement has a slot or is stated", (each) => {
    const input = withEnds(each);
    const result = allocate(input);
    expect(latePlacements(input, result, now)).toBe(0);
    const missing = result.shortfalls.reduce((sum, one) => sum + one.missing, 0);
    expect(result.placements.length + missing).toBe(result.figures.booked);
    const again = allocate({ ...input, previous: result.placements });
    expect({ added: again.added, removed: again.removed }).toEqual({ added: [], removed: [] });
    // Without ends in view the same network is late: the check has teeth.
    const { now: _, ...blind } = input;
    expect(latePlacements(input, allocate(blind), now)).toBeGreaterThan(0);
  });

  test("what cannot be posted in time any more makes way, with one post of grace", () => {
    const servers = [promoServer(0), promoServer(1)];
    const promotions = Array.from({ length: 4 }, (_, c) => ({
      id: `p${c}`,
      n: 1,
      endsAt: now + 20 * 60_000,
    }));
    const previous = promotions.map(({ id }, drawIndex) => ({
      promotionId: id,
      serverId: "s0",
      drawIndex,
      sinceEpoch: 0,
    }));
    // A batch of 4 is posted every 9.4 minutes: two in time, one of grace, and the fourth goes elsewhere.
    const input: AllocationInput = { servers, promotions, previous, seed, now };
    const options = { epsHi: 100 };
    const { removed, added } = allocate({ ...input, options });
    expect(removed).toEqual([{ promotionId: "p3", serverId: "s0", cause: "late" }]);
    expect(added).toMatchObject([{ promotionId: "p3", serverId: "s1" }]);
    const posted = previous.map((each) => ({ ...each, posted: true }));
    expect(allocate({ ...input, options, previous: posted }).removed).toEqual([]);
  });

  test("a chain of moves respects the ends of those that it moves", () => {
    const servers = [
      promoServer(0, { region: "EU", cooldownMs: 10 * 60_000 }),
      promoServer(1, { region: "US", cooldownMs: 30 * 60_000 }),
    ];
    const soon = now + 25 * 60_000;
    const promotions = [
      { id: "late", n: 1, endsAt: now + 24 * hourMs },
      { id: "soon", n: 1, endsAt: soon },
      { id: "europe", n: 1, endsAt: soon, audience: { regions: ["EU"] } },
      { id: "europe2", n: 1, endsAt: soon, audience: { regions: ["EU"] } },
    ];
    const result = allocate({ servers, promotions, seed, now });
    // Two posts in 25 minutes in Europe, none in the US: one of the three that end soon is short.
    expect(result.figures.shortfall).toBe(1);
    expect(result.placements).toHaveLength(3);
    expect(latePlacements({ servers, promotions, seed }, result, now)).toBe(0);
    expect(result.closed.map(({ serverId }) => serverId)).toContain("s0");
  });
});
