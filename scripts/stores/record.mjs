// The written record of what a supervisor started, and the reaper that acts on it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { endProcess, isSameProcess, recordOf } from "./process.mjs";

const REAPER = path.join(path.dirname(fileURLToPath(import.meta.url)), "reaper.mjs");

export function readRecord(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Written whole or not at all: a reader never sees half of it. Holds passwords, hence the mode. */
export function writeRecord(file, content) {
  const part = `${file}.${process.pid}`;
  fs.writeFileSync(part, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(part, file);
}

/** The record's owner when it is still running. */
export function runningOwner(record) {
  return record && isSameProcess(record.owner) ? record.owner : undefined;
}

/** Ends whatever of a dead owner's processes is still there and is still the same process. */
export async function endRecorded(record) {
  let ended = 0;
  for (const entry of record?.processes ?? []) {
    if (!isSameProcess(entry)) continue;
    await endProcess(entry.pid, { ask: entry.ask, timeoutMs: 8_000 });
    ended += 1;
  }
  return ended;
}

/**
 * Even a killed owner must not leave processes behind: the reaper waits for a pipe to close,
 * which the kernel does whatever way the owner ended.
 */
export function startReaper(file) {
  const child = spawn(process.execPath, [REAPER, file, String(process.pid)], {
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  child.stdin.unref?.();
  child.unref();
  return { stop: () => child.kill("SIGKILL") };
}

export const self = () => recordOf(process.pid);
