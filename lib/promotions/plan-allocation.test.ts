import { expect, test } from "vitest";
import type { NetworkState } from "#lib/promotions/network-instance.ts";
import { type AllocationPlan, planAllocation } from "#lib/promotions/plan-allocation.ts";
import type { ActiveRow, ServerRow } from "#lib/promotions/store-allocation.ts";

const dayMs = 86_400_000;

function server(slot: number, given: Partial<ServerRow> = {}): ServerRow {
  return {
    ...{ id: `s${slot}`, slot, platform: "discord", region: null, language: null, userCount: null },
    ...{
      activityLevel: null,
      hasPromotionChannel: true,
      blockedCategories: [],
      manualWeight: null,
    },
    ...{ batchMax: 2, postsPerDayMax: null, demo: false },
    ...given,
  };
}

function promotion(id: string, servers: number, given: Partial<ActiveRow> = {}): ActiveRow {
  return {
    ...{
      id,
      servers,
      stated: 0,
      regions: [],
      languages: [],
      platforms: [],
      minUsers: 0,
      maxUsers: null,
    },
    ...{ category: "", startsAtMs: 0, endsAtMs: 2 * dayMs, served: 0, age: 0 },
    ...{ lastAllocatedAtMs: null, edited: false, demo: false, variants: [`${id}a`, `${id}b`] },
    ...given,
  };
}

function state(given: Partial<NetworkState>): NetworkState {
  return {
    servers: [0, 1, 2, 3].map((slot) => server(slot)),
    ...{ promotions: [], placements: [], exposed: [], epoch: 1, nowMs: 1000 },
    rules: {
      ...{ batchMax: 50, postsPerDayMax: 288, cooldownLeastMinutes: 5, cooldownMostMinutes: 60 },
      messagesBetween: 0,
    },
    seed: new Uint8Array(32),
    ...given,
  };
}

const after = (before: NetworkState, { added, removed }: AllocationPlan): NetworkState => ({
  ...before,
  placements: [
    ...before.placements.filter(
      (row) =>
        !removed.some(
          (gone) => gone.promotionId === row.promotionId && gone.serverId === row.serverId,
        ),
    ),
    ...added,
  ],
});

test("what was said to be missing is had while there is room, and makes way for what was promised", () => {
  const stated = promotion("extra", 4, { stated: 3 });
  const before = state({ promotions: [promotion("sure", 4), stated] });
  const first = planAllocation(before);
  expect(Object.fromEntries(first.carried)).toEqual({ sure: 4, extra: 4 });
  expect(first.figures).toMatchObject({ exactPromotions: 2, shortfall: 0 });
  const now = after(before, first);
  const same = planAllocation(now);
  expect([same.added, same.removed]).toEqual([[], []]);
  const crowded = { ...now, promotions: [...now.promotions, promotion("later", 3)] };
  const second = planAllocation(crowded);
  expect(Object.fromEntries(second.carried)).toEqual({ sure: 4, extra: 1, later: 3 });
  expect(second.figures).toMatchObject({ exactPromotions: 2, shortfall: 3 });
  expect(second.proof.extra?.reason).toMatch(/3 of 4/);
  expect(second.removed).toHaveLength(3);
});

test("an exposure that moves away is not given out a second time", () => {
  const before = state({ promotions: [promotion("p", 2)] });
  const laid = after(before, planAllocation(before));
  const [held] = laid.placements;
  const exposed = [{ promotionId: "p", serverId: held?.serverId ?? "", variantId: "pa" }];
  // Its promo server takes nothing any more but stays: the pair goes by the allocator's own choice.
  const full = laid.servers.map((row) =>
    row.id === held?.serverId ? { ...row, blockedCategories: ["games"] } : row,
  );
  const moved = {
    ...laid,
    exposed,
    servers: full,
    promotions: [promotion("p", 2, { category: "games" })],
  };
  const plan = planAllocation(moved);
  expect(plan.removed).toMatchObject([{ serverId: held?.serverId, cause: "ineligible" }]);
  expect(plan.added).toEqual([]);
  const next = planAllocation(after(moved, plan));
  expect([next.added, next.removed, next.figures.shortfall]).toEqual([[], [], 0]);
});

test("the order of the rows changes nothing", () => {
  const promotions = [promotion("a", 3), promotion("b", 2), promotion("c", 1)];
  const plan = planAllocation(state({ promotions }));
  const { servers } = state({});
  const other = planAllocation(
    state({ promotions: [...promotions].reverse(), servers: [...servers].reverse() }),
  );
  const pairs = ({ added }: AllocationPlan) =>
    added.map((row) => `${row.promotionId} ${row.serverId} ${row.variantId}`).sort();
  expect(pairs(other)).toEqual(pairs(plan));
});
