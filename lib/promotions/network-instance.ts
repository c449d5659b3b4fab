// From rows to an instance of the allocation: who may be posted to, how much each can carry, and how many promo
// servers each promotion still needs. Pure, so that a preview, a run and the simulated day decide the same.

import { type Audience, audienceKey, isInAudience } from "#lib/promotions/allocation/audience.ts";
import type {
  AllocationInput,
  PreviousPlacement,
  PromoServerInput,
  PromotionInput,
} from "#lib/promotions/allocation/instance.ts";
import {
  cooldownMs,
  mixCap,
  type PostingRules as Pauses,
} from "#lib/promotions/allocation/posts.ts";
import { promoServerWeight } from "#lib/promotions/allocation/weight.ts";
import { allocationEveryMinutes } from "#lib/promotions/contract.ts";
import { type PostingRules, rulesOf } from "#lib/promotions/posting-limits.ts";
import type {
  ActiveRow,
  ExposedRow,
  PlacementRow,
  ServerRow,
} from "#lib/promotions/store-allocation.ts";

export interface NetworkState {
  readonly servers: readonly ServerRow[];
  readonly promotions: readonly ActiveRow[];
  readonly placements: readonly PlacementRow[];
  readonly exposed: readonly ExposedRow[];
  readonly rules: PostingRules;
  readonly epoch: number;
  readonly nowMs: number;
  readonly seed: Uint8Array;
}

/** A promotion on its way through an allocation. */
export interface Need {
  readonly row: ActiveRow;
  /** Promo servers still to be had: booked ones less those that posted it and left. */
  readonly n: number;
  /** Of these, the ones that it was promised. */
  readonly sure: number;
  /** Where it was posted and is no more, with the variant: it has its exposure there and does not go back. */
  readonly left: ReadonlyMap<string, string>;
  /** Where it was posted and is still. */
  readonly posted: ReadonlySet<string>;
}

export function audienceOf(row: ActiveRow): Audience {
  const { regions, languages, platforms, minUsers, maxUsers, category } = row;
  return { regions, languages, platforms, minUsers, maxUsers, category };
}

export function groupBy<T>(rows: Iterable<T>, key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

/**
 * What each promotion still needs. An exposure is had for good once it was posted: when its promo server goes away,
 * nobody takes its place, or there would be more than were booked. A placement that was never posted is made good.
 */
export function needsOf(state: NetworkState): Need[] {
  const live = new Set(state.servers.map(({ id }) => id));
  const held = new Set(
    state.placements
      .filter(({ serverId }) => live.has(serverId))
      .map(({ promotionId, serverId }) => `${promotionId} ${serverId}`),
  );
  const exposedOf = groupBy(state.exposed, ({ promotionId }) => promotionId);
  return state.promotions.map((row) => {
    const exposed = exposedOf.get(row.id) ?? [];
    const isHeld = ({ serverId }: ExposedRow) => held.has(`${row.id} ${serverId}`);
    const left = new Map(
      exposed.filter((each) => !isHeld(each)).map((each) => [each.serverId, each.variantId]),
    );
    const posted = new Set(exposed.filter(isHeld).map(({ serverId }) => serverId));
    const n = Math.max(0, row.servers - left.size);
    return { row, n, sure: Math.max(0, n - row.stated), left, posted };
  });
}

/** The ±20 % even out over a batch but for a few per cent, and a bot learns of a placement up to 15 minutes later. */
const pauseMargin = 0.1;
const noticeMs = allocationEveryMinutes * 60_000;

/** The pauses that capacity is counted by. Fewer posts a day than the pauses allow make all of them longer. */
export function pausesOf({
  cooldownLeastMinutes,
  cooldownMostMinutes,
  postsPerDayMax,
}: PostingRules): Pauses {
  const atLeast = 1_440 / postsPerDayMax;
  return {
    least: Math.max(cooldownLeastMinutes, atLeast),
    most: Math.max(cooldownMostMinutes, atLeast),
    margin: pauseMargin,
  };
}

/**
 * The largest batch of each promo server that can be posted once within the windows of what it may carry. Whole
 * windows and not what is left of them: a batch is posted bit by bit, and a cap that shrank towards an end would move
 * what was posted long ago. What is left is looked at placement by placement, by the deadlines.
 */
export function capsOf(
  servers: readonly ServerRow[],
  promotions: readonly ActiveRow[],
  rules: PostingRules,
): Map<string, number> {
  const longest = cooldownMs(Number.POSITIVE_INFINITY, pausesOf(rules));
  const classes = [...groupBy(promotions, (row) => audienceKey(audienceOf(row))).values()].map(
    (rows) => ({ audience: rows[0] ? audienceOf(rows[0]) : {}, mix: mixOf(rows, longest) }),
  );
  const known = new Map<string, number>();
  return new Map(
    servers.map((server) => {
      const own = rulesOf(rules, { ...server, messagesBetween: 0 });
      const fitting = classes.map(({ audience }) => isInAudience(audience, server));
      const key = `${own.batchMax} ${own.postsPerDayMax} ${fitting.map(Number).join("")}`;
      let cap = known.get(key);
      if (cap === undefined) {
        const mix = classes.flatMap((each, index) => (fitting[index] ? each.mix : []));
        cap = mixCap(mix, { rules: pausesOf(own), batchMax: own.batchMax });
        known.set(key, cap);
      }
      return [server.id, cap];
    }),
  );
}

/**
 * Windows below one full pause count as one: a promotion of half an hour would make every batch of the network small,
 * and who has no slot in time is found by the deadlines.
 */
function mixOf(rows: readonly ActiveRow[], least: number) {
  const windowOf = ({ startsAtMs, endsAtMs }: ActiveRow) =>
    Math.max(least, endsAtMs - startsAtMs - noticeMs);
  return [...groupBy(rows, (row) => String(windowOf(row))).entries()].map(([windowMs, group]) => ({
    windowMs: Number(windowMs),
    share: group.reduce((sum, { servers }) => sum + servers, 0),
  }));
}

export function serverInput(row: ServerRow, cap: number, rules: PostingRules): PromoServerInput {
  const { id, slot, region, language, platform, userCount, blockedCategories } = row;
  const weight = promoServerWeight(row);
  const traits = { region, language, platform, userCount, blockedCategories };
  // Whoever posts by a rule of its own is planned with the pause of its fullest batch.
  const own =
    row.postsPerDayMax === null ? undefined : rulesOf(rules, { ...row, messagesBetween: 0 });
  const pause = own && { cooldownMs: cooldownMs(cap, pausesOf(own)) };
  return { id, slot, weight, cap, ...traits, ...pause };
}

export function promotionInput({ row, n, left }: Need): PromotionInput {
  const { id, served, age, endsAtMs, lastAllocatedAtMs } = row;
  return {
    ...{
      id,
      n,
      served,
      age,
      endsAt: endsAtMs,
      audience: audienceOf(row),
      exclude: [...left.keys()],
    },
    ...(lastAllocatedAtMs === null ? {} : { lastAllocatedAt: lastAllocatedAtMs }),
  };
}

/** What the allocator is given for a state of the network. */
export function instanceOf(state: NetworkState, needs: readonly Need[]): AllocationInput {
  const { servers, promotions, rules, epoch, nowMs: now, seed } = state;
  const caps = capsOf(servers, promotions, rules);
  const postedOf = new Map(needs.map(({ row, posted }) => [row.id, posted]));
  const previous: PreviousPlacement[] = state.placements.map((row) => {
    const { promotionId, serverId, drawIndex, sinceEpoch } = row;
    const posted = postedOf.get(promotionId)?.has(serverId) ?? false;
    return { promotionId, serverId, drawIndex, sinceEpoch, posted };
  });
  return {
    servers: servers.map((row) => serverInput(row, caps.get(row.id) ?? 0, rules)),
    promotions: needs.map(promotionInput),
    previous,
    posting: pausesOf(rules),
    ...{ seed, epoch, now },
  };
}
