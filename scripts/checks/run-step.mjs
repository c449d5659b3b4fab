// One step of `npm test`: a command with a time limit, its output kept for when it fails.
import { spawn } from "node:child_process";
import fs from "node:fs";
import { endProcess } from "../stores/process.mjs";

const groups = new Set();

function endGroup(pid) {
  try {
    // The whole group: a runner's workers would outlive it otherwise.
    process.kill(-pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

/** Ends every command that is still running, with everything it started. */
export async function endSteps() {
  const pids = [...groups];
  await Promise.all(pids.map((pid) => endProcess(pid, { timeoutMs: 5_000 })));
  for (const pid of pids) endGroup(pid);
}

/** Runs to the end or the limit. Answers the exit code, 124 when the time was up. */
export async function runCommand({ args, cwd, env, logFile, limitMs }) {
  const log = fs.openSync(logFile, "a");
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  fs.closeSync(log);
  groups.add(child.pid);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void endProcess(child.pid, { timeoutMs: 5_000 });
  }, limitMs);
  const code = await new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("exit", (exitCode) => resolve(exitCode ?? 1));
  });
  clearTimeout(timer);
  endGroup(child.pid);
  groups.delete(child.pid);
  if (!timedOut) return code;
  fs.appendFileSync(
    logFile,
    `\nEnded after ${limitMs / 1000} s: that is the limit of this step.\n`,
  );
  return 124;
}
