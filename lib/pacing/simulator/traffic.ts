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
] as const;
export type Pattern = (typeof PATTERNS)[number];

type Source = () => number;

const between = (random: Source, from: number, to: number): number => from + (to - from) * random();

/** By rejection: the density 1 + 0.9 sin, lowest at the start. */
function diurnal(random: Source): number {
  for (;;) {
    const x = random();
    if (random() * 1.9 <= 1 - 0.9 * Math.cos(2 * Math.PI * x)) return x;
  }
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
};

/** `n` arrival times in [0, duration), sorted. */
export function arrivals(
  pattern: Pattern,
  n: number,
  duration: number,
  random: Source,
): Float64Array {
  const draw = ARRIVALS[pattern];
  return Float64Array.from({ length: n }, () => draw(random) * duration).sort();
}
