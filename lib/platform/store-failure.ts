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
  // Postgres: shutting down, crashed, starting up, read-only after a failover.
  "57P01",
  "57P02",
  "57P03",
  "25006",
]);

/** SQLSTATE classes: connection lost; disk, memory or clients at their limit; the machine below Postgres failed. */
const downClasses = new Set(["08", "53", "58"]);

/** Postgres gave up one of two transactions, or a statement ran out of time: the same call may pass next time. */
const transientCodes = new Set(["40001", "40P01", "57014", "55P03"]);

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

export function isStoreDown(error: unknown): boolean {
  const code = errorCode(error);
  if (code === undefined) return false;
  return downCodes.has(code) || (isSqlState(code) && downClasses.has(code.slice(0, 2)));
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}

export function isTransient(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && transientCodes.has(code);
}

/** Intervention, internal error, damaged file, foreign server: nothing of it is in what was asked. */
const faultClasses = new Set(["57", "XX", "F0"]);

/** No right, or no such table, column or function: program and schema are of two versions, as during a deploy. */
const misfitCodes = new Set(["42501", "42P01", "42703", "42883"]);

/**
 * Whether the installation failed and not the rows it was given. Wider than isStoreDown(): the store may be there
 * and answer others. Rows must not be judged by such a failure.
 */
export function isStoreFault(error: unknown): boolean {
  if (isStoreDown(error) || isTransient(error)) return true;
  const code = errorCode(error);
  if (code === undefined || !isSqlState(code)) return false;
  return misfitCodes.has(code) || faultClasses.has(code.slice(0, 2));
}
