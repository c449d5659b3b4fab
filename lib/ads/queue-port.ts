/** An ad that waits, as the queue needs it. */
export interface QueuedAd {
  readonly adId: string;
  readonly version: number;
  readonly partition: number;
  /** 1 is the highest. */
  readonly priority: number;
  /** Failed or lost so far: every try is a delivery of its own. */
  readonly attempts: number;
  /** Wait so long before it is delivered. */
  readonly delayMs?: number;
  /** Unix milliseconds of the database clock. */
  readonly submittedAtMs: number;
}

/** Where waiting ads go. It only delivers: the row owns the state, and adding twice is adding once. */
export interface AdQueue {
  add(ads: readonly QueuedAd[]): Promise<void>;
}
