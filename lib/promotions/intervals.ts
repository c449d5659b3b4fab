// Intervals for shares. Pure; every formula is held against published values by its test.

/** Quantile of the normal distribution for 95 %, two-sided. */
const z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Share {
  readonly successes: number;
  readonly trials: number;
}

/** The score interval of Wilson (1927): fits small numbers and never leaves 0 to 1. Trials may be a fraction. */
export function wilson({ successes, trials }: Share, z = z95): Interval {
  if (trials <= 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const zz = z * z;
  const middle = (2 * successes + zz) / (2 * (trials + zz));
  const half = (z * Math.sqrt(zz + 4 * successes * (1 - share))) / (2 * (trials + zz));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** The difference a − b by Newcombe (1998), his method 10: from the two Wilson intervals. */
export function newcombe(a: Share, b: Share, z = z95): Interval {
  if (a.trials <= 0 || b.trials <= 0) return { low: -1, high: 1 };
  const [p, q] = [a.successes / a.trials, b.successes / b.trials];
  const [ofA, ofB] = [wilson(a, z), wilson(b, z)];
  return {
    low: p - q - Math.hypot(p - ofA.low, ofB.high - q),
    high: p - q + Math.hypot(ofA.high - p, q - ofB.low),
  };
}

/** Trials and successes of one promo server: its members see the same posts and are no independent trials. */
export type Cluster = Share;

/**
 * How many independent trials the clusters are worth, after Kish: trials divided by the design effect, which is the
 * variance between clusters (linearised, of a ratio) over the binomial one; never below 1, so never more trials than
 * there were. With one cluster nothing is known about the variance between them: no trials.
 */
export function effectiveShare(clusters: readonly Cluster[]): Share {
  const trials = clusters.reduce((sum, each) => sum + each.trials, 0);
  const successes = clusters.reduce((sum, each) => sum + each.successes, 0);
  const filled = clusters.filter((each) => each.trials > 0);
  if (filled.length < 2) return { successes: 0, trials: 0 };
  const share = successes / trials;
  const binomial = (share * (1 - share)) / trials;
  if (binomial === 0) return { successes, trials };
  const squares = filled.reduce(
    (sum, each) => sum + (each.successes - share * each.trials) ** 2,
    0,
  );
  const between = ((filled.length / (filled.length - 1)) * squares) / trials ** 2;
  const effect = Math.max(1, between / binomial);
  return { successes: successes / effect, trials: trials / effect };
}

/** The effect that the confidence sequence is sharpest for: five points. Fixed before any data. */
const tau = 0.05;

/** Half the width of the confidence sequence around a difference whose estimate has this variance. */
function sequenceHalf(variance: number, alpha: number): number {
  const mixed = variance + tau * tau;
  const logs = Math.log(mixed / variance) + 2 * Math.log(1 / alpha);
  return Math.sqrt(((variance * mixed) / (tau * tau)) * logs);
}

function varianceOf({ successes, trials }: Share): number {
  // One success and one failure more, so that none at all is not taken for certainty.
  const share = (successes + 1) / (trials + 2);
  return (share * (1 - share)) / trials;
}

/**
 * An interval for a − b that may be looked at after every post: the normal-mixture confidence sequence (Robbins 1970;
 * Johari et al., "Always Valid Inference"). Over all looks together it misses the truth with probability `alpha`.
 */
export function alwaysValid(a: Share, b: Share, alpha: number): Interval {
  if (a.trials <= 0 || b.trials <= 0) return { low: -1, high: 1 };
  const difference = a.successes / a.trials - b.successes / b.trials;
  const half = sequenceHalf(varianceOf(a) + varianceOf(b), alpha);
  return { low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}

/**
 * By which factor both arms have to grow until, at the shares of this moment, the confidence sequence leaves out
 * zero; undefined when that is further off than a hundredfold.
 */
export function growthNeeded(a: Share, b: Share, alpha: number): number | undefined {
  const grown = (factor: number): boolean => {
    const times = ({ successes, trials }: Share) => ({
      successes: successes * factor,
      trials: trials * factor,
    });
    const { low, high } = alwaysValid(times(a), times(b), alpha);
    return low > 0 || high < 0;
  };
  const most = 100;
  if (a.trials <= 0 || b.trials <= 0 || !grown(most)) return undefined;
  let [low, high] = [1, most];
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (grown(middle)) high = middle;
    else low = middle;
  }
  return high;
}
