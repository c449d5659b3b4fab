import { allocate } from "#lib/promotions/allocation/allocate.ts";
import {
  type Audience,
  audienceKey,
  bindingFilter,
  filterInWords,
  isInAudience,
} from "#lib/promotions/allocation/audience.ts";
import type { AllocationResult, PromotionInput } from "#lib/promotions/allocation/instance.ts";
import type { FitStep, Forecast } from "#lib/promotions/booking-contract.ts";
import { audienceOf, capsOf, pausesOf, serverInput } from "#lib/promotions/network-instance.ts";
import type { PostingRules } from "#lib/promotions/posting-limits.ts";
import type { ActiveRow, ServerRow } from "#lib/promotions/store-allocation.ts";

/** What a forecast looks at of a booking. */
export interface BookingAsked {
  readonly servers: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly regions: readonly string[];
  readonly languages: readonly string[];
  readonly platforms: readonly string[];
  readonly minUsers: number;
  readonly maxUsers: number | null;
  readonly category: string;
}

/** The id that the booking has in the instances; promotions have UUIDs. */
const asked = "asked";
/** Any will do: how many can be placed does not depend on the draws. */
const seed = new Uint8Array(32);
/** The fullest moments of its window that are looked at. */
const momentsMax = 3;

export interface Market {
  readonly servers: readonly ServerRow[];
  readonly booked: readonly ActiveRow[];
  readonly rules: PostingRules;
  readonly nowMs: number;
}

interface Moment {
  readonly at: number;
  readonly shortfall: number;
  /** Free places on promo servers that fit, and how many of these there are, before the booking. */
  readonly places: number;
  readonly open: number;
}

/**
 * How much of a booking the network can carry, beside everything that is booked for the same time: at the fullest
 * moments of its window all of it is laid on the promo servers that are there now, once without and once with the
 * booking. What is missing more with it is what it would be short of; the allocator places as much as can be placed,
 * so nothing is refused that has room.
 */
export function forecastOn(market: Market, booking: BookingAsked): Forecast {
  const row = rowOf(booking, market.nowMs);
  const audience = audienceOf(row);
  const fitting = market.servers.filter((server) => isInAudience(audience, server));
  const { fullest, quietest } = momentsOf(market, row, fitting);
  const looked = fullest.map((at) => momentAt(market, row, fitting, at));
  const worst = looked.reduce((a, b) =>
    b.shortfall > a.shortfall || (b.shortfall === a.shortfall && b.places < a.places) ? b : a,
  );
  const short = row.endsAtMs <= row.startsAtMs ? row.servers : worst.shortfall;
  const hasRoomElsewhere = () =>
    [...looked, momentAt(market, row, fitting, quietest)].some((each) => each.shortfall < short);
  const fullAt = worst.shortfall > 0 && hasRoomElsewhere() ? worst.at : undefined;
  const { binding, sentence } = explain(market, row, { fitting: fitting.length, short, fullAt });
  return {
    wanted: row.servers,
    left: [...filtered(market.servers, audience), { step: "posts", servers: worst.open }],
    fitting: fitting.length,
    postsFree: worst.places,
    possible: row.servers - short,
    shortfall: short,
    binding,
    sentence,
  };
}

function rowOf(booking: BookingAsked, nowMs: number): ActiveRow {
  const { regions, languages, platforms, minUsers, maxUsers, category, servers } = booking;
  return {
    ...{
      id: asked,
      servers,
      stated: 0,
      regions,
      languages,
      platforms,
      minUsers,
      maxUsers,
      category,
    },
    startsAtMs: Math.max(nowMs, Date.parse(booking.startsAt)),
    endsAtMs: Date.parse(booking.endsAt),
    ...{ served: 0, age: 0, lastAllocatedAtMs: null, edited: false, demo: false, variants: [] },
  };
}

/**
 * Demand is greatest when something starts and least when something ends: the starts within the window with the most
 * booked at the same time, and its quietest moment. What is booked counts by the share of its promo servers that fit
 * the booking as well; who could never be in each other's way does not make a moment full.
 */
function momentsOf(
  { servers, booked }: Market,
  { startsAtMs, endsAtMs }: ActiveRow,
  fitting: readonly ServerRow[],
): { readonly fullest: readonly number[]; readonly quietest: number } {
  const shares = new Map<string, number>();
  const shareOf = (each: ActiveRow) => {
    const audience = audienceOf(each);
    const key = audienceKey(audience);
    const known = shares.get(key);
    if (known !== undefined) return known;
    const reached = (rows: readonly ServerRow[]) =>
      rows.filter((server) => isInAudience(audience, server)).length;
    const share = reached(fitting) / Math.max(1, reached(servers));
    shares.set(key, share);
    return share;
  };
  const rivals = booked.map((each) => ({
    each,
    demand: (each.servers - each.stated) * shareOf(each),
  }));
  const demandAt = (at: number) =>
    rivals.reduce((sum, { each, demand }) => sum + (runsAt(each, at) ? demand : 0), 0);
  const within = (times: readonly number[]) =>
    [...new Set([startsAtMs, ...times])]
      .filter((at) => at >= startsAtMs && (at < endsAtMs || at === startsAtMs))
      .map((at) => ({ at, demand: demandAt(at) }));
  const fullest = within(booked.map((each) => each.startsAtMs))
    .sort((a, b) => b.demand - a.demand || a.at - b.at)
    .slice(0, momentsMax)
    .map(({ at }) => at);
  const quietest = within(booked.map((each) => each.endsAtMs)).reduce((a, b) =>
    b.demand < a.demand ? b : a,
  ).at;
  return { fullest, quietest };
}

const runsAt = ({ startsAtMs, endsAtMs }: ActiveRow, at: number) =>
  startsAtMs <= at && at < endsAtMs;

function momentAt(
  { servers, booked, rules }: Market,
  row: ActiveRow,
  fitting: readonly ServerRow[],
  at: number,
): Moment {
  const others = booked.filter((each) => runsAt(each, at));
  const caps = capsOf(servers, [...others, row], rules);
  const inputs = servers.map((each) => serverInput(each, caps.get(each.id) ?? 0, rules));
  const lay = (promotions: readonly PromotionInput[]) =>
    allocate({ servers: inputs, promotions, seed, now: at, posting: pausesOf(rules) });
  const input = (each: ActiveRow) => ({
    ...{ id: each.id, n: Math.max(0, each.servers - each.stated), audience: audienceOf(each) },
  });
  const without = lay(others.map(input));
  const together = lay([...others.map(input), { ...input(row), endsAt: row.endsAtMs }]);
  const missing = ({ figures }: AllocationResult) => figures.shortfall;
  const loads = new Map(without.servers.map(({ serverId, load }) => [serverId, load]));
  const free = fitting.map(({ id }) => Math.max(0, (caps.get(id) ?? 0) - (loads.get(id) ?? 0)));
  return {
    at,
    shortfall: Math.min(row.servers, Math.max(0, missing(together) - missing(without))),
    places: free.reduce((sum, each) => sum + each, 0),
    open: free.filter((each) => each > 0).length,
  };
}

const steps = ["platform", "region", "language", "size", "category"] as const;

function partOf(step: (typeof steps)[number], audience: Audience): Audience {
  const { minUsers, maxUsers } = audience;
  switch (step) {
    case "platform":
      return { platforms: audience.platforms ?? [] };
    case "region":
      return { regions: audience.regions ?? [] };
    case "language":
      return { languages: audience.languages ?? [] };
    case "size":
      return { minUsers: minUsers ?? 0, maxUsers: maxUsers ?? null };
    case "category":
      return { category: audience.category ?? "" };
  }
}

function filtered(servers: readonly ServerRow[], audience: Audience): Forecast["left"] {
  let left = servers;
  const counts: { step: FitStep; servers: number }[] = [{ step: "online", servers: left.length }];
  for (const step of steps) {
    left = left.filter((server) => isInAudience(partOf(step, audience), server));
    counts.push({ step, servers: left.length });
  }
  return counts;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", {
  ...{ day: "numeric", month: "short", timeZone: "UTC" },
});

const serverCount = (count: number) => (count === 1 ? "1 promo server" : `${count} promo servers`);

function explain(
  { servers }: Market,
  row: ActiveRow,
  {
    fitting,
    short,
    fullAt,
  }: {
    readonly fitting: number;
    readonly short: number;
    /** Set when a part of the window alone is full. */
    readonly fullAt: number | undefined;
  },
): { readonly binding: FitStep | null; readonly sentence: string } {
  const wanted = row.servers;
  if (short === 0) {
    const sentence = `${serverCount(fitting)} fit and have room: all ${wanted} can be had.`;
    return { binding: null, sentence };
  }
  const possible = wanted - short;
  const had = `${possible} of ${wanted} can be had`;
  if (servers.length < wanted) {
    const sentence = `Only ${serverCount(servers.length)} of the network are online: ${had}. Book fewer, or wait until more are.`;
    return { binding: "online", sentence };
  }
  const audience = audienceOf(row);
  const filter = fitting < wanted ? bindingFilter(audience, servers) : undefined;
  if (filter) {
    const sentence = `Only ${fitting} of ${serverCount(servers.length)} fit because of ${filterInWords(filter, audience)}: ${had}. Widen it, or book fewer.`;
    return { binding: filter, sentence };
  }
  if (fullAt !== undefined) {
    const day = dayFormat.format(fullAt);
    const sentence = `${serverCount(fitting)} fit, but on ${day} (UTC) their posts are booked: ${had}. A place is held from start to end, so one full day binds all of it. Choose dates without it, or book fewer.`;
    return { binding: "posts", sentence };
  }
  const sentence = `${serverCount(fitting)} fit, but their posts within these dates are booked: ${had}. Choose a longer or a quieter time, or book fewer.`;
  return { binding: "posts", sentence };
}
