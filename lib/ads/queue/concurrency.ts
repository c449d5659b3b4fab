export interface ConcurrencyBounds {
  readonly least: number;
  readonly most: number;
}

export interface Load {
  /** Ads under way at once, as allowed now. */
  readonly current: number;
  /** Ads that wait in all partitions. */
  readonly waiting: number;
  /** 95th percentile of the time of one analysis lately; undefined when nothing was done. */
  readonly p95Ms: number | undefined;
  /** The same at the time of the last change; the next one is judged against it. */
  readonly p95BeforeMs: number | undefined;
}

/** Analyses that take so much longer than before the last step do not go faster together. */
const slower = 1.5;

/**
 * How many ads to work on at once, asked every second: one more while ads wait and the analyses do not get slower by
 * it, half when they do, one less when nothing waits. Additive up, multiplicative down: it settles below the knee.
 */
export function nextConcurrency(load: Load, { least, most }: ConcurrencyBounds): number {
  const clamp = (value: number) => Math.min(Math.max(value, least), most);
  const { current, waiting, p95Ms, p95BeforeMs } = load;
  if (p95Ms !== undefined && p95BeforeMs !== undefined && p95Ms > slower * p95BeforeMs) {
    return clamp(Math.floor(current / 2));
  }
  if (waiting > current) return clamp(current + 1);
  return clamp(waiting === 0 ? current - 1 : current);
}
