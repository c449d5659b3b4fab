// What goes into an allocation and what comes out of it. Everything here is plain: the worker reads rows into an
// AllocationInput inside its fenced transaction, calls allocate(), and writes `added` and `removed`.
//
// Guarantees (the numbers are those of the tests):
//   J1  as many placements as any allocation could make; a promotion gets exactly n when there is room for all
//   J2  no promo server carries more than its cap
//   J3  no pair twice, none that is gone or outside the audience
//   J4  a lost pair costs one new pair, an ended promotion none
//   J5  balancing moves at most `migration` of all placements in one call
//   J6  loads are within 10 % of the targets after a build, up to whole numbers, when no audience restricts
//   J7  a second call on the result of the first moves nothing
//   J8  the order of rows does not matter; the same rows, seed, epoch and now give the same result
//   J9  what is short comes with a closed set: promo servers that are full with promotions that can go nowhere else
//   J10 with `now` and `endsAt` every new placement has a posting slot before its end

import type { Audience, PromoServerTraits } from "#lib/promotions/allocation/audience.ts";
import type { PostingRules } from "#lib/promotions/allocation/posts.ts";

/** A promo server that may be posted to: active, heard of within the hour, not blocked. Leave the others out. */
export interface PromoServerInput extends PromoServerTraits {
  readonly id: string;
  /** Stable place in the draw sequences (`promo_server.slot`); no two alike. */
  readonly slot: number;
  /** See weight.ts. Taken as at most 4; must be above 0. */
  readonly weight: number;
  /** Most placements at a time, see posts.ts. */
  readonly cap: number;
  /** Its own pause between two posts, whatever its batch. Absent: by `posting`. */
  readonly cooldownMs?: number;
}

/** A promotion that runs now. Leave out what has not started, is paused or has ended. */
export interface PromotionInput {
  readonly id: string;
  /** Distinct promo servers booked. */
  readonly n: number;
  readonly audience?: Audience;
  /** Ids of promo servers that it must not be on, whatever its audience: those that have posted it and left. */
  readonly exclude?: readonly string[];
  /** Placements summed over the epochs so far, and the number of those epochs (`promotion.served`, `.age`). */
  readonly served?: number;
  readonly age?: number;
  /** Milliseconds since 1970; among equals the one that waited longest goes first. Absent: never. */
  readonly lastAllocatedAt?: number;
  /** Milliseconds since 1970. */
  readonly endsAt?: number;
}

/** A placement as it stands. Rows of promotions and promo servers that are not in the input are released. */
export interface PreviousPlacement {
  readonly promotionId: string;
  readonly serverId: string;
  /** Absent: found again in the promotion's sequence. */
  readonly drawIndex?: number;
  /** Absent: this epoch. */
  readonly sinceEpoch?: number;
  /** A receipt is there, so it needs no posting slot any more. False also keeps its lease from expiring. */
  readonly posted?: boolean;
}

export const allocationStrategies = ["weighted", "random"] as const;
export type AllocationStrategy = (typeof allocationStrategies)[number];

export interface AllocationOptions {
  /** `random` takes all weights as 1. */
  readonly strategy?: AllocationStrategy;
  /** How far a load may be above its target when placing: 0.1, or 0.05 when the mean load is above 50. */
  readonly eps?: number;
  /** Hysteresis: only loads outside are changed later. Both 0.25. */
  readonly epsHi?: number;
  readonly epsLo?: number;
  /** Share of all booked placements that balancing may move in one call. 0.02. */
  readonly migration?: number;
  /** Epochs after which a placement on a contended promo server can go to another promotion. 4; 0: never. */
  readonly leaseEpochs?: number;
  /** Length of the draw table, a power of two above every slot. Absent: the first one of at least twice the slots. */
  readonly slotSpace?: number;
}

export interface AllocationInput {
  readonly servers: readonly PromoServerInput[];
  readonly promotions: readonly PromotionInput[];
  /** Empty or absent: a first build, which may move freely until it is balanced. */
  readonly previous?: readonly PreviousPlacement[];
  /** Key of the draw sequences; at most 64 bytes are fast. Never changed once promotions are placed. */
  readonly seed: Uint8Array;
  readonly epoch?: number;
  /** Milliseconds since 1970. Absent: ends are not looked at, and J10 is not promised. */
  readonly now?: number;
  /** Pauses between posts, for J10; what is absent is as the bots do it. */
  readonly posting?: PostingRules;
  readonly options?: AllocationOptions;
}

/**
 * Why a pair was taken away. `gone`: the promo server is not in the input; `ended`: the promotion is not;
 * `ineligible`: outside the audience by now; `late`: no posting slot before its end; `lease`: its time on a contended
 * promo server is up; `surplus`: more than n; `overload`: above the cap or far above the target; `traded`: moved so
 * that another promotion gets its number; `balance`: moved to a promo server with too few.
 */
export const removalCauses = [
  "gone",
  "ended",
  "ineligible",
  "late",
  "lease",
  "surplus",
  "overload",
  "traded",
  "balance",
] as const;
export type RemovalCause = (typeof removalCauses)[number];

export interface Placement {
  readonly promotionId: string;
  readonly serverId: string;
  readonly drawIndex: number;
  readonly sinceEpoch: number;
}

export interface RemovedPlacement {
  readonly promotionId: string;
  readonly serverId: string;
  readonly cause: RemovalCause;
}

export interface Shortfall {
  readonly promotionId: string;
  readonly missing: number;
  /** Promo servers in its audience. */
  readonly fits: number;
  /** A sentence: the constraint that binds. */
  readonly reason: string;
}

/**
 * One of the full promo servers that prove a shortfall: no more than `carries` placements can be on it, of those that
 * end by `endsBy` (null: of any). All of them together: placed = sum of carries + sum over promotions of
 * min(n, promo servers of its audience that are not closed to it), and no allocation can be above that sum. Where
 * ends bind, `carries` is what can be posted in time with batches as large as they are.
 */
export interface ClosedServer {
  readonly serverId: string;
  readonly carries: number;
  readonly endsBy: number | null;
}

export interface ServerLoad {
  readonly serverId: string;
  readonly load: number;
  readonly target: number;
  readonly cap: number;
}

export interface AllocationFigures {
  readonly placed: number;
  readonly booked: number;
  /** Promotions with exactly n. */
  readonly exactPromotions: number;
  readonly shortfall: number;
  /** Largest load over target, and its coefficient of variation, of promo servers with a target of 3 or more. */
  readonly maxLoadRatio: number;
  readonly loadCv: number;
  /** Promo servers above their cap; 0 by J2. */
  readonly overCap: number;
}

export interface AllocationCounts {
  /** Pairs that balancing, trading and overload moved, and no loss made necessary. */
  readonly moved: number;
  /** Those of them that balancing moved, within its budget. */
  readonly balanced: number;
  /** Augmenting paths. */
  readonly augmented: number;
  readonly passes: number;
}

export interface AllocationResult {
  /** Sorted by promotion, then in the order of its draws. */
  readonly placements: readonly Placement[];
  /** Against `previous`. */
  readonly added: readonly Placement[];
  readonly removed: readonly RemovedPlacement[];
  readonly shortfalls: readonly Shortfall[];
  readonly closed: readonly ClosedServer[];
  readonly servers: readonly ServerLoad[];
  readonly figures: AllocationFigures;
  readonly counts: AllocationCounts;
}
