// Says before a booking whether the network can carry it beside everything that is booked already, and if not, what
// binds. It allocates at the moments at which the most is booked within the window: what the allocator cannot place
// in a forecast no allocator can, as it is exact.

import { allocate } from "#lib/promotions/allocation/allocate.ts";
import {
  type Audience,
  type AudienceFilter,
  bindingFilter,
  isInAudience,
} from "#lib/promotions/allocation/audience.ts";
import type { AllocationOptions } from "#lib/promotions/allocation/instance.ts";
import {
  type UncappedServer,
  type WindowedPromotion,
  withPostCaps,
} from "#lib/promotions/allocation/post-caps.ts";
import { cooldownMs, type PostingRules } from "#lib/promotions/allocation/posts.ts";
import { promoServersInWords, tooFewFit } from "#lib/promotions/allocation/shortfall.ts";

export interface BookedPromotion extends WindowedPromotion {
  readonly id: string;
}

export interface ForecastInput {
  readonly servers: readonly UncappedServer[];
  /** Everything that is booked and not over, without the candidate. */
  readonly booked: readonly BookedPromotion[];
  readonly candidate: WindowedPromotion;
  readonly seed: Uint8Array;
  readonly now: number;
  readonly posting?: PostingRules;
  readonly options?: AllocationOptions;
}

/** `servers`: the network is too small; `posts`: too busy; `window`: too short for one post. */
export type BindingConstraint = AudienceFilter | "servers" | "posts" | "window";

export interface Forecast {
  readonly fits: boolean;
  /** Promo servers in its audience, and how many of them can carry it at the busiest moment of its window. */
  readonly inAudience: number;
  readonly carriers: number;
  /** The busiest moment that was looked at. */
  readonly busiestAt: number;
  readonly binding: { readonly constraint: BindingConstraint; readonly sentence: string } | null;
}

const momentsMax = 12;
const candidateId = "\uffff candidate";

/** Moments within the window at which something starts, the ones with the most bookings. */
function busyMoments({ booked, candidate, now }: ForecastInput): number[] {
  const start = Math.max(now, candidate.startsAt);
  const within = booked
    .map(({ startsAt }) => startsAt)
    .filter((at) => at > start && at < candidate.endsAt);
  const weighed = [...new Set([start, ...within])].map((at) => ({
    at,
    posts: activeAt(booked, at).reduce((sum, { n }) => sum + n, 0),
  }));
  weighed.sort((a, b) => b.posts - a.posts || a.at - b.at);
  return weighed.slice(0, momentsMax).map(({ at }) => at);
}

function activeAt<T extends WindowedPromotion>(booked: readonly T[], at: number): T[] {
  return booked.filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);
}

/** How many places the candidate could get without taking one from what is booked. */
function carriersAt(input: ForecastInput, at: number, inAudience: number): number {
  const { candidate, seed, posting, options } = input;
  const active = activeAt(input.booked, at);
  // Bots are on schedule: a promotion that runs already has posted its part of its window.
  const asNew = <T extends WindowedPromotion>({ startsAt, endsAt, ...rest }: T) => ({
    ...rest,
    endsAt: at + endsAt - startsAt,
  });
  const rest = {
    servers: withPostCaps(input.servers, [...active, candidate], posting),
    seed,
    now: at,
    ...(posting && { posting }),
    ...(options && { options }),
  };
  const booked = active.map(asNew);
  const before = allocate({ ...rest, promotions: booked });
  const wanted = { ...asNew(candidate), id: candidateId, n: inAudience };
  const previous = before.placements;
  const after = allocate({ ...rest, previous, promotions: [...booked, wanted] });
  return Math.max(0, after.figures.placed - before.figures.placed);
}

function shortestPauseMs(servers: readonly UncappedServer[], posting?: PostingRules): number {
  return Math.min(...servers.map((each) => each.cooldownMs ?? cooldownMs(1, posting)));
}

const minutes = (ms: number) => `${Math.ceil(ms / 60_000)} minutes`;

function bindingOf(input: ForecastInput, fitting: readonly UncappedServer[], carriers: number) {
  const { candidate, servers, posting } = input;
  const audience: Audience = candidate.audience ?? {};
  if (fitting.length < candidate.n) {
    const counts = { fits: fitting.length, n: candidate.n };
    const constraint: BindingConstraint = bindingFilter(audience, servers) ?? "servers";
    return { constraint, sentence: tooFewFit(audience, servers, counts) };
  }
  const windowMs = candidate.endsAt - Math.max(candidate.startsAt, input.now);
  const pauseMs = shortestPauseMs(fitting, posting);
  if (windowMs < pauseMs) {
    const sentence = `Its window is ${minutes(windowMs)}, and a promo server posts every ${minutes(pauseMs)} at most.`;
    return { constraint: "window" as const, sentence };
  }
  const some = carriers === 0 ? "none" : `only ${carriers}`;
  const have = carriers > 1 ? "have" : "has";
  const sentence = `Of the ${promoServersInWords(fitting.length)} that fit it, ${some} ${have} a post left before it ends; ${candidate.n} ${candidate.n === 1 ? "is" : "are"} booked.`;
  return { constraint: "posts" as const, sentence };
}

/** Pure, like the allocator. Takes as long as two allocations for each of at most twelve moments. */
export function forecast(input: ForecastInput): Forecast {
  const { candidate, servers } = input;
  const audience = candidate.audience ?? {};
  const fitting = servers.filter((each) => isInAudience(audience, each));
  let carriers = fitting.length;
  let busiestAt = Math.max(input.now, candidate.startsAt);
  if (fitting.length > 0) {
    for (const at of busyMoments(input)) {
      const found = carriersAt(input, at, fitting.length);
      if (found >= carriers) continue;
      carriers = found;
      busiestAt = at;
    }
  }
  const fits = carriers >= candidate.n;
  const binding = fits ? null : bindingOf(input, fitting, carriers);
  return { fits, inAudience: fitting.length, carriers, busiestAt, binding };
}
