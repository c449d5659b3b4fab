// How a platform counts, and who is to blame. A platform answers by when requests arrive; a client knows when they left.
// What left in time and was held up on its way is answered with a 429 like everything else, but it is no violation.

/** Times of the requests of the last span: what a platform that counts strictly goes by. */
export function createWindow(limit: number, spanMs: number) {
  let times: number[] = [];
  return {
    /** Milliseconds until the next one is allowed; 0: it is, and is counted. */
    take(nowMs: number): number {
      times = times.filter((at) => nowMs - at < spanMs);
      if (times.length >= limit) return spanMs - (nowMs - (times[0] ?? nowMs));
      times.push(nowMs);
      return 0;
    },
    left: (nowMs: number) => limit - times.filter((at) => nowMs - at < spanMs).length,
  };
}

/**
 * Whether requests can have left within the limit, each at most `heldUpMs` before it arrived. Exact: every request is
 * given the earliest departure that its predecessors allow, and one that would have left after it arrived is too many.
 */
export function createDepartures(limit: number, spanMs: number) {
  let left: number[] = [];
  return {
    isTooMany(nowMs: number, heldUpMs: number): boolean {
      const before = left.length < limit ? undefined : left[left.length - limit];
      const earliest = Math.max(nowMs - heldUpMs, (before ?? Number.NEGATIVE_INFINITY) + spanMs);
      if (earliest > nowMs) return true;
      left = [...left, earliest].slice(-limit);
      return false;
    },
  };
}

const tickMs = 10;
const memoryMs = 1_000;
/** The way through a socket of this machine when nothing holds it up. */
const wayMs = 100;

/**
 * How long a request may have been on its way: client and platform share this process, so what holds one up is the time
 * this process did not run. `close` ends the clock.
 */
export function createStallClock() {
  let dueMs = performance.now() + tickMs;
  let stalls: { atMs: number; ms: number }[] = [];
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs > dueMs + 1) stalls.push({ atMs: nowMs, ms: nowMs - dueMs });
    stalls = stalls.filter(({ atMs }) => nowMs - atMs < memoryMs);
    dueMs = nowMs + tickMs;
  }, tickMs);
  timer.unref();
  return {
    heldUpMs(nowMs: number): number {
      const past = stalls.filter(({ atMs }) => nowMs - atMs < memoryMs);
      const current = Math.max(0, nowMs - dueMs);
      return wayMs + current + past.reduce((sum, { ms }) => sum + ms, 0);
    },
    close: () => clearInterval(timer),
  };
}
