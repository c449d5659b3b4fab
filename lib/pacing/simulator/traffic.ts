// Patterns of arrivals, as shares of the duration. They are the shapes a campaign meets: a television spot,
// a newsletter, an office closed at night, a script that tries its luck.

export const PATTERNS = [
  "constant",
  "diurnal",
  "flash",
  "late",
  "onoff",
  "sparse",
  "attack",
  "midspike",
  "deadstart",
  "death",
  "ramp",
  "twospikes",
  "meals",
  "weekly",
  "pareto",
] as const;
export type Pattern = (typeof PATTERNS)[number];

export function isPattern(word: string): word is Pattern {
  return (PATTERNS as readonly string[]).includes(word);
}

type Source = () => number;

const between = (random: Source, from: number, to: number): number => from + (to - from) * random();

/** By rejection: the density 1 + 0.9 sin, lowest at the start. */
function diurnal(random: Source): number {
  for (;;) {
    const x = random();
    if (random() * 1.9 <= 1 - 0.9 * Math.cos(2 * Math.PI * x)) return x;
  }
}

/** Lunch and dinner of one day, with a little all day long. */
function meals(random: Source): number {
  const part = random();
  if (part < 0.2) return random();
  const [from, to] = part < 0.55 ? [0.48, 0.56] : [0.75, 0.88];
  return from + ((to - from) * (random() + random())) / 2;
}

/** Seven days with quiet nights; the last two bring twice as many. */
function weekly(random: Source): number {
  const part = random() * 9;
  const day = part < 5 ? Math.floor(part) : 5 + Math.floor((part - 5) / 2);
  return (day + diurnal(random)) / 7;
}

const ARRIVALS: Record<Pattern, (random: Source) => number> = {
  constant: (random) => random(),
  sparse: (random) => random(),
  diurnal,
  flash: (random) => (random() < 0.8 ? between(random, 0, 0.05) : between(random, 0.05, 1)),
  late: (random) => (random() < 0.8 ? between(random, 0.95, 1) : between(random, 0, 0.95)),
  onoff: (random) => (Math.floor(random() * 20) + 0.2 * random()) / 20,
  attack: (random) =>
    random() < 0.7 ? random() : (Math.floor(random() * 10) + 0.5) / 10 + 0.002 * random(),
  midspike: (random) => (random() < 0.5 ? between(random, 0.5, 0.51) : random()),
  deadstart: (random) => between(random, 0.5, 1),
  death: (random) => between(random, 0, 0.4),
  ramp: (random) => Math.max(random(), random()),
  twospikes: (random) => {
    const part = random();
    if (part < 0.35) return between(random, 0.2, 0.205);
    return part < 0.7 ? between(random, 0.7, 0.705) : random();
  },
  meals,
  weekly,
  pareto: (random) => random(),
};

/** Bursts whose gaps and sizes have no typical length: the sum of Pareto gaps, scaled to the game. */
function paretoTimes(n: number, duration: number, random: Source): Float64Array {
  const times = new Float64Array(n);
  let t = 0;
  for (let i = 0; i < n; i++) {
    t += Math.min(n / 20, (1 - random()) ** (-1 / 1.2) - 1);
    times[i] = t;
  }
  const scale = (duration * 0.999) / Math.max(t, 1e-9);
  return times.map((time) => time * scale);
}

/** `n` arrival times in [0, duration), sorted. */
export function arrivals(
  pattern: Pattern,
  n: number,
  duration: number,
  random: Source,
): Float64Array {
  if (pattern === "pareto") return paretoTimes(n, duration, random);
  const draw = ARRIVALS[pattern];
  return Float64Array.from({ length: n }, () => draw(random) * duration).sort();
}

/** `n` arrivals of a traffic drawn by hand or counted in an earlier game: plays per bucket of equal length. */
export function arrivalsFrom(
  buckets: ArrayLike<number>,
  n: number,
  duration: number,
  random: Source,
): Float64Array {
  const cumulated = new Float64Array(buckets.length + 1);
  for (let i = 0; i < buckets.length; i++) {
    cumulated[i + 1] = (cumulated[i] ?? 0) + Math.max(0, buckets[i] ?? 0);
  }
  const total = cumulated[buckets.length] ?? 0;
  if (!(total > 0)) throw new RangeError("The traffic is empty.");
  const at = (share: number) => {
    const wanted = share * total;
    let low = 0;
    let high = buckets.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((cumulated[middle + 1] ?? total) <= wanted) low = middle + 1;
      else high = middle;
    }
    const from = cumulated[low] ?? 0;
    const size = (cumulated[low + 1] ?? total) - from;
    return (low + (size > 0 ? (wanted - from) / size : 0)) / buckets.length;
  };
  const last = 1 - 2 ** -40;
  return Float64Array.from({ length: n }, () => Math.min(last, at(random())) * duration).sort();
}
