import type {
  AllocationResult,
  Placement,
  RemovedPlacement,
} from "#lib/promotions/allocation/instance.ts";
import { promoServerWeight } from "#lib/promotions/allocation/weight.ts";
import { assignArms } from "#lib/promotions/arms.ts";
import { layPlacements } from "#lib/promotions/lay-placements.ts";
import {
  groupBy,
  type Need,
  type NetworkState,
  needsOf,
} from "#lib/promotions/network-instance.ts";

export interface AddedPlacement extends Placement {
  readonly variantId: string;
}

export interface RunFigures {
  readonly promotions: number;
  readonly servers: number;
  readonly placements: number;
  readonly moved: number;
  readonly exactPromotions: number;
  readonly shortfall: number;
  readonly maxLoadRatio: number;
  readonly loadCv: number;
}

export type Proof = Readonly<
  Record<
    string,
    { readonly missing: number; readonly closed: readonly string[]; readonly reason: string }
  >
>;

/** What an allocation would change, and what it would leave. */
export interface AllocationPlan {
  readonly added: readonly AddedPlacement[];
  readonly removed: readonly RemovedPlacement[];
  /** Promo servers whose batch is another one than before. */
  readonly changedServers: readonly string[];
  /** Placements of each promotion that runs. */
  readonly carried: ReadonlyMap<string, number>;
  /** Promotions whose edited texts go out with it. */
  readonly edited: readonly string[];
  readonly figures: RunFigures;
  readonly proof: Proof;
}

/** Room for the ids of closed promo servers in all proofs of a run together. */
const closedIdsMax = 20_000;

/** Causes that no loss made necessary. */
const ownMoves: ReadonlySet<string> = new Set(["overload", "traded", "balance"]);

const pairKey = (pair: { readonly promotionId: string; readonly serverId: string }) =>
  `${pair.promotionId} ${pair.serverId}`;

/**
 * Computes the next allocation from a state of the network. The demo is a network of its own: what is booked for
 * somebody's money never runs on a promo server that nobody reads.
 */
export function planAllocation(state: NetworkState): AllocationPlan {
  const demoOf = new Map(state.promotions.map(({ id, demo }) => [id, demo]));
  const demoServers = new Set(state.servers.filter(({ demo }) => demo).map(({ id }) => id));
  const part = (demo: boolean) =>
    planPart({
      ...state,
      servers: state.servers.filter((each) => each.demo === demo),
      promotions: state.promotions.filter((each) => each.demo === demo),
      // Of a promotion that is over, the promo server tells whose placement it was.
      placements: state.placements.filter(
        ({ promotionId, serverId }) =>
          (demoOf.get(promotionId) ?? demoServers.has(serverId)) === demo,
      ),
    });
  const real = part(false);
  const hasDemo = [...demoOf.values()].includes(true) || demoServers.size > 0;
  return hasDemo ? merged(real, part(true)) : real;
}

function planPart(state: NetworkState): AllocationPlan {
  const needs = needsOf(state);
  const laid = layPlacements(state, needs);
  const { added, removed } = withoutReplacements(diffOf(state, laid), needs);
  const before = new Map(state.placements.map((row) => [pairKey(row), row]));
  for (const pair of removed) before.delete(pairKey(pair));
  const stays = groupBy(before.values(), ({ promotionId }) => promotionId);
  const fresh = groupBy(added, ({ promotionId }) => promotionId);
  const carried = new Map(
    needs.map(({ row: { id } }) => [
      id,
      (stays.get(id)?.length ?? 0) + (fresh.get(id)?.length ?? 0),
    ]),
  );
  const weights = new Map(state.servers.map((row) => [row.id, promoServerWeight(row)]));
  const placed = needs.flatMap((need) => {
    const { id } = need.row;
    const held = [...(stays.get(id) ?? []).map((row) => row.variantId), ...need.left.values()];
    return withArms(need, fresh.get(id) ?? [], held, weights);
  });
  const edited = needs.filter(({ row }) => row.edited).map(({ row }) => row.id);
  const carrying = edited.flatMap((id) => (stays.get(id) ?? []).map(({ serverId }) => serverId));
  const changed = [...placed, ...removed].map(({ serverId }) => serverId);
  const proof = proofOf(laid, needs, carried);
  const short = Object.values(proof);
  return {
    added: placed,
    removed,
    changedServers: [...new Set([...changed, ...carrying])].sort(),
    carried,
    edited,
    figures: {
      promotions: needs.length,
      servers: state.servers.length,
      placements: [...carried.values()].reduce((sum, each) => sum + each, 0),
      moved: removed.filter(({ cause }) => ownMoves.has(cause)).length,
      exactPromotions: needs.length - short.length,
      shortfall: short.reduce((sum, { missing }) => sum + missing, 0),
      maxLoadRatio: laid.figures.maxLoadRatio,
      loadCv: laid.figures.loadCv,
    },
    proof,
  };
}

/** The pairs that go and come. What several steps have moved is one change, and what is back where it was is none. */
function diffOf({ placements }: NetworkState, laid: AllocationResult) {
  const after = new Set(laid.placements.map(pairKey));
  const before = new Set(placements.map(pairKey));
  const causes = new Map(laid.removed.map((pair) => [pairKey(pair), pair.cause]));
  return {
    added: laid.placements.filter((pair) => !before.has(pairKey(pair))),
    removed: placements
      .filter((pair) => !after.has(pairKey(pair)))
      .map((pair): RemovedPlacement => {
        const { promotionId, serverId } = pair;
        return { promotionId, serverId, cause: causes.get(pairKey(pair)) ?? "surplus" };
      }),
  };
}

/**
 * An exposure that was had is not replaced: for each pair that was posted and is taken away, one new pair of the same
 * promotion is dropped, the latest in its sequence. The next run asks for one less anyway.
 */
function withoutReplacements(diff: ReturnType<typeof diffOf>, needs: readonly Need[]) {
  const { removed, added } = diff;
  const postedOf = new Map(needs.map(({ row, posted }) => [row.id, posted]));
  const had = removed.filter((pair) => postedOf.get(pair.promotionId)?.has(pair.serverId));
  if (had.length === 0) return diff;
  const toDrop = new Map(
    [...groupBy(had, ({ promotionId }) => promotionId)].map(([id, pairs]) => [id, pairs.length]),
  );
  const kept = [...added]
    .sort((a, b) => b.drawIndex - a.drawIndex)
    .filter(({ promotionId }) => {
      const drop = toDrop.get(promotionId) ?? 0;
      if (drop > 0) toDrop.set(promotionId, drop - 1);
      return drop === 0;
    });
  return { added: kept, removed };
}

function withArms(
  { row: { id: promotionId, variants } }: Need,
  pairs: readonly Placement[],
  held: readonly string[],
  weights: ReadonlyMap<string, number>,
): AddedPlacement[] {
  const added = pairs.map(({ serverId }) => ({ serverId, weight: weights.get(serverId) ?? 0 }));
  const arms = assignArms({ promotionId, variants, added, held });
  return pairs.flatMap((pair) => {
    const variantId = arms.get(pair.serverId);
    return variantId === undefined ? [] : [{ ...pair, variantId }];
  });
}

/** Why each promotion that is short is short: by the proof of the allocation, or as was said when it was booked. */
function proofOf(
  { shortfalls, closed }: AllocationResult,
  needs: readonly Need[],
  carried: ReadonlyMap<string, number>,
): Proof {
  let room = closedIdsMax;
  const ids = closed.map(({ serverId }) => serverId);
  const reasons = new Map(shortfalls.map(({ promotionId, reason }) => [promotionId, reason]));
  const entries = needs.flatMap(({ row: { id, servers, stated }, n }) => {
    const missing = n - (carried.get(id) ?? 0);
    // An exposure whose replacement was dropped is there, though nobody carries it any more.
    const reason = reasons.get(id) ?? (stated > 0 ? statedSentence(servers, stated) : undefined);
    if (missing <= 0 || reason === undefined) return [];
    const shown = ids.length <= room ? ids : [];
    room -= shown.length;
    return [[id, { missing, closed: shown, reason }] as const];
  });
  return Object.fromEntries(entries);
}

const statedSentence = (servers: number, stated: number) =>
  `When it was booked, ${stated} of ${servers} were said to be missing; they are had when there is room.`;

function merged(a: AllocationPlan, b: AllocationPlan): AllocationPlan {
  const [x, y] = [a.figures, b.figures];
  return {
    added: [...a.added, ...b.added],
    removed: [...a.removed, ...b.removed],
    changedServers: [...a.changedServers, ...b.changedServers],
    carried: new Map([...a.carried, ...b.carried]),
    edited: [...a.edited, ...b.edited],
    figures: {
      promotions: x.promotions + y.promotions,
      servers: x.servers + y.servers,
      placements: x.placements + y.placements,
      moved: x.moved + y.moved,
      exactPromotions: x.exactPromotions + y.exactPromotions,
      shortfall: x.shortfall + y.shortfall,
      maxLoadRatio: Math.max(x.maxLoadRatio, y.maxLoadRatio),
      loadCv: x.servers > 0 ? x.loadCv : y.loadCv,
    },
    proof: { ...a.proof, ...b.proof },
  };
}
