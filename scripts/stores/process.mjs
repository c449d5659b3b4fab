// Small facts about operating-system processes that Node has no call for.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** True when a process with this id exists, also when it belongs to somebody else. */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  // A zombie answers signals but does nothing any more: it only waits for its parent.
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
  } catch {
    return true;
  }
}

/** The command line of a process, or "" when it is gone or hidden. */
export function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    if (process.platform === "linux") return "";
  }
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/**
 * What tells a process from a later one with the same id: when it started. Undefined when it is
 * gone, so two unknowns must never be compared.
 */
export function identityOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    if (process.platform === "linux") return undefined;
  }
  try {
    const options = { encoding: "utf8", stdio: "pipe" };
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], options).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether this recorded process still runs, and is still the one that was recorded. */
export function isSameProcess({ pid, identity }) {
  return identity !== undefined && isAlive(pid) && identityOf(pid) === identity;
}

/** A process as it is written down for later: id and identity. */
export function recordOf(pid) {
  return { pid, identity: identityOf(pid) };
}

/**
 * Calls back when the shell that npm put between itself and this script has ended. A SIGTERM sent
 * to npm reaches that shell, and the shell passes nothing on.
 */
export function onParentGone(then) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, 300);
  timer.unref();
}

/** Polls until `test` answers something truthy or the deadline passes; answers the last value. */
export async function waitFor(test, { timeoutMs, everyMs = 25 }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await test();
    if (value || Date.now() >= deadline) return value;
    await delay(everyMs);
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already: that is what was wanted.
  }
}

/**
 * Ends one process: asks, waits, then kills. Answers whether it went without being killed.
 */
export async function endProcess(pid, { ask = "SIGTERM", timeoutMs = 10_000 } = {}) {
  if (!isAlive(pid)) return true;
  signal(pid, ask);
  if (await waitFor(() => !isAlive(pid), { timeoutMs })) return true;
  signal(pid, "SIGKILL");
  await waitFor(() => !isAlive(pid), { timeoutMs: 2_000 });
  return false;
}
