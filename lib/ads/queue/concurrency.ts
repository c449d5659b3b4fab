export interface ConcurrencyBounds {
  readonly least: number;
  readonly most: number;
}

export interface Load {
  /** Ads under way at once, as allowed now. */
  readonly current: number;
  /** Ads that wait in all partitions. */
  readonly waiting: number;
  /** 95th percentile of the time from take to analysis lately; undefined when nothing was done. */
  readonly p95Ms: number | undefined;
}

/** Ads that wait longer than this for a thread wait better in the queue, where others can take them. */
const latencyMaxMs = 1_000;

/**
 * How many ads to work on at once, asked every second: twice as many while ads wait, three quarters when analyses
 * take too long, one less when nothing waits. More under way makes larger batches for the database, and longer lines
 * for the threads: it settles where those lines reach the limit.
 */
export function nextConcurrency(load: Load, { least, most }: ConcurrencyBounds): number {
  const clamp = (value: number) => Math.min(Math.max(value, least), most);
  const { current, waiting, p95Ms } = load;
  if (p95Ms !== undefined && p95Ms > latencyMaxMs) return clamp(Math.floor(current * 0.75));
  if (waiting > current) return clamp(current * 2);
  return clamp(waiting === 0 ? current - 1 : current);
}
