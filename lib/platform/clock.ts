/** Time as an argument: the core never reads a clock, tests and the simulator pass their own. */
export interface Clock {
  /** Wall time, Unix milliseconds. Only for display and logs: order and windows come from the database clock. */
  now(): number;
  /** Monotonic milliseconds. For every duration and deadline. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
};
