// What an A/B test of a promotion says. The trial is a post, the success a post that was clicked before the next one
// of it on its promo server. Arms were given to promo servers and not to posts, so each arm is counted as the
// independent posts it is worth. The verdict comes from a confidence sequence: it may be read every day, and over all
// days together it is wrong in at most one of twenty tests. The intervals beside it are of the moment and say how
// large the shares may be; they decide nothing.

import {
  alwaysValid,
  effectiveShare,
  growthNeeded,
  type Interval,
  newcombe,
  type Share,
  wilson,
} from "#lib/promotions/intervals.ts";

/** Chance of a wrong leader over the whole life of a test. */
const alpha = 0.05;

/** One promo server in one arm. */
export interface ArmServer {
  readonly posts: number;
  readonly clickedPosts: number;
  readonly clicks: number;
  readonly conversions: number;
}

export interface ArmInput {
  readonly key: string;
  readonly servers: readonly ArmServer[];
}

export interface ArmResult {
  readonly key: string;
  readonly servers: number;
  readonly posts: number;
  readonly clickedPosts: number;
  readonly clicks: number;
  readonly conversions: number;
  /** Clicked posts of all posts, 0 to 1; null without a post. */
  readonly rate: number | null;
  /** Wilson, 95 %, on the independent posts. */
  readonly interval: Interval;
  /** How many independent posts its posts are worth. */
  readonly effectivePosts: number;
  /** Conversions of clicks, with its own interval; null without a click. */
  readonly conversionRate: number | null;
  readonly conversionInterval: Interval;
}

export interface ArmDifference {
  readonly from: string;
  readonly to: string;
  /** Rate of `from` minus rate of `to`. */
  readonly difference: number;
  /** Newcombe, 95 %, of this moment. */
  readonly interval: Interval;
  readonly isDecided: boolean;
}

export interface AbResults {
  readonly arms: readonly ArmResult[];
  /** The leader against each other arm; empty with fewer than two arms that were posted. */
  readonly differences: readonly ArmDifference[];
  readonly leader: string | null;
  /** A sentence. */
  readonly verdict: string;
  readonly method: string;
}

export const abMethod =
  "A post counts as clicked when somebody followed it before the next post of it there. Posts of one promo server are not independent and are weighed down accordingly. The verdict uses a confidence sequence at 95 %, so it may be read as often as you like; the intervals are Wilson's and Newcombe's, of this moment.";

const sum = (servers: readonly ArmServer[], pick: (server: ArmServer) => number) =>
  servers.reduce((total, server) => total + pick(server), 0);

function effectiveOf({ servers }: ArmInput): Share {
  return effectiveShare(
    servers.map(({ posts, clickedPosts }) => ({ trials: posts, successes: clickedPosts })),
  );
}

function armResult(arm: ArmInput): ArmResult {
  const { key, servers } = arm;
  const posts = sum(servers, (each) => each.posts);
  const clickedPosts = sum(servers, (each) => each.clickedPosts);
  const clicks = sum(servers, (each) => each.clicks);
  const conversions = sum(servers, (each) => each.conversions);
  const effective = effectiveOf(arm);
  // A click may convert twice; as a share of clicks it counts once.
  const converted = { successes: Math.min(conversions, clicks), trials: clicks };
  return {
    ...{ key, posts, clickedPosts, clicks, conversions },
    servers: servers.filter((each) => each.posts > 0).length,
    rate: posts === 0 ? null : clickedPosts / posts,
    interval: wilson(effective),
    effectivePosts: effective.trials,
    conversionRate: clicks === 0 ? null : converted.successes / clicks,
    conversionInterval: wilson(converted),
  };
}

/** All pairs may turn out to be the one that is looked at, so they share the chance of an error. */
function alphaOf(arms: number): number {
  return alpha / Math.max(1, (arms * (arms - 1)) / 2);
}

export function abResults(inputs: readonly ArmInput[]): AbResults {
  const arms = inputs.map(armResult);
  const posted = arms.filter((arm) => arm.posts > 0);
  const base = { arms, method: abMethod };
  const [leader, ...others] = [...posted].sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0));
  if (inputs.length < 2) {
    return { ...base, differences: [], leader: null, verdict: "There is one message: no test." };
  }
  if (!leader || others.length === 0 || posted.length < inputs.length) {
    const verdict = "Not enough data yet: not every message has been posted.";
    return { ...base, differences: [], leader: null, verdict };
  }
  const shareOf = new Map(inputs.map((arm) => [arm.key, effectiveOf(arm)]));
  const share = (key: string): Share => shareOf.get(key) ?? { successes: 0, trials: 0 };
  const shared = alphaOf(inputs.length);
  const differences = others.map((other): ArmDifference => {
    const [a, b] = [share(leader.key), share(other.key)];
    return {
      from: leader.key,
      to: other.key,
      difference: (leader.rate ?? 0) - (other.rate ?? 0),
      interval: newcombe(a, b),
      isDecided: alwaysValid(a, b, shared).low > 0,
    };
  });
  const isDecided = differences.every((each) => each.isDecided);
  const second = others[0];
  const verdict =
    isDecided && second
      ? leads(leader, second)
      : notYet(posted, leader, others, { share, alpha: shared });
  return { ...base, differences, leader: isDecided ? leader.key : null, verdict };
}

const named = (key: string) => (key.length === 1 ? key.toUpperCase() : `"${key}"`);
const percent = (share: number | null) => `${((share ?? 0) * 100).toFixed(1)} %`;

function leads(leader: ArmResult, second: ArmResult): string {
  const { key, rate } = leader;
  return `${named(key)} leads: ${percent(rate)} of its posts were clicked against ${percent(second.rate)}; we are 95 % sure.`;
}

function notYet(
  posted: readonly ArmResult[],
  leader: ArmResult,
  others: readonly ArmResult[],
  known: { readonly share: (key: string) => Share; readonly alpha: number },
): string {
  const lone = posted.find((arm) => arm.servers < 2);
  if (lone) {
    return `Not enough data yet: ${named(lone.key)} ran on one promo server only, which may be unlike all others.`;
  }
  const factors = others.map((other) =>
    growthNeeded(known.share(leader.key), known.share(other.key), known.alpha),
  );
  const posts = posted.reduce((total, arm) => total + arm.posts, 0);
  if (factors.some((factor) => factor === undefined)) {
    return "Not enough data yet: the messages are too alike to tell which is better.";
  }
  const factor = Math.max(...factors.map((each) => each ?? 1));
  return `Not enough data yet: about ${rounded(posts * (factor - 1))} more posts, should it go on like this.`;
}

/** Two figures: more would claim a precision that is not there. */
function rounded(count: number): string {
  const whole = Math.max(1, Math.ceil(count));
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(whole)) - 1);
  return String(Math.ceil(whole / scale) * scale);
}
