// Which failures of a store mean "not there right now". The caller may then answer 503 or fall back, where any
// other failure is a bug.

const downCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  // Postgres: shutting down, crashed, starting up, too many clients, disk full, read-only after a failover.
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "53100",
  "25006",
]);

/** Postgres gave up one of two transactions, or a statement ran out of time: the same call may pass next time. */
const transientCodes = new Set(["40001", "40P01", "57014", "55P03"]);

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

export function isStoreDown(error: unknown): boolean {
  const code = errorCode(error);
  if (code === undefined) return false;
  return downCodes.has(code) || code.startsWith("08");
}

export function isTransient(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && transientCodes.has(code);
}
