// One child of the supervisor: started, watched, restarted with a growing pause, drained.
import { spawn } from "node:child_process";
import fs from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { endProcess, waitFor } from "../stores/process.mjs";

const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 15_000;
// A port that is taken ends a child well within this time.
const SETTLED_MS = 1_000;
// A child that ran this long was healthy: its next crash starts with a short pause again.
const HEALTHY_MS = 20_000;

/** The pause before the restart that follows the n-th crash in a row. */
export function restartPauseMs(crashes) {
  return Math.min(BACKOFF_FIRST_MS * 2 ** Math.max(0, crashes - 1), BACKOFF_MAX_MS);
}

/** Asks a health address once; any refusal is "not ready", never an error, and so is no answer in time. */
export async function answersReady(url, { timeoutMs = 2_000 } = {}) {
  const limit = new AbortController();
  const ask = async () => {
    const { signal } = limit;
    const response = await fetch(url, {
      signal,
      headers: { connection: "close" },
      redirect: "manual",
    });
    await response.arrayBuffer();
    return response.ok;
  };
  // The clock decides by itself: on a very busy machine a request was once left hanging that had been told to end,
  // and the whole start with it.
  const late = delay(timeoutMs, false, { signal: limit.signal });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return false;
  } finally {
    limit.abort();
  }
}

/**
 * Keeps `args` running under Node. `onChange` is called when the process id changes, so that the
 * written record stays true; `say` hears of crashes and restarts.
 */
export function superviseChild({ name, args, env, cwd, logFile, readyUrl, say, onChange }) {
  let child;
  let stopping = false;
  let crashes = 0;
  let loop;
  let startedAt = 0;

  async function runOnce() {
    const log = fs.openSync(logFile, "a", 0o600);
    startedAt = Date.now();
    // Its own process group: Ctrl-C reaches the supervisor alone, which drains in order.
    child = spawn(process.execPath, ["--enable-source-maps", ...args], {
      cwd,
      env,
      stdio: ["ignore", log, log],
      detached: true,
    });
    fs.closeSync(log);
    onChange();
    const how = await new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ? `by ${signal}` : `with code ${code}`));
    });
    return { how, ranMs: Date.now() - startedAt };
  }

  async function keepRunning() {
    while (!stopping) {
      const { how, ranMs } = await runOnce();
      if (stopping) return;
      crashes = ranMs > HEALTHY_MS ? 1 : crashes + 1;
      const pause = restartPauseMs(crashes);
      say(`${name} ended ${how}; starting it again in ${pause / 1000} s (log: ${logFile})`);
      await delay(pause);
      if (stopping) return;
      void announceReturn();
    }
  }

  async function announceReturn() {
    const back = await waitFor(() => stopping || answersReady(readyUrl), {
      timeoutMs: 30_000,
      everyMs: 200,
    });
    if (!stopping) say(back ? `${name} is back` : `${name} is not ready again after 30 s`);
  }

  return {
    name,
    logFile,
    get pid() {
      return child?.exitCode === null && child?.signalCode === null ? child.pid : undefined;
    },
    get crashes() {
      return crashes;
    },
    start() {
      loop = keepRunning();
    },
    /** Ready, and certainly this child: a stranger on the same port lets ours end at once. */
    async isReady() {
      const { pid } = this;
      if (pid === undefined || !(await answersReady(readyUrl))) return false;
      return this.pid === pid && Date.now() - startedAt >= SETTLED_MS;
    },
    /** Answers whether it drained by itself within the limit. */
    async stop(timeoutMs) {
      stopping = true;
      const { pid } = this;
      const clean = pid === undefined || (await endProcess(pid, { timeoutMs }));
      // A pause before a restart may be long, and nothing is left to wait for in it.
      if (pid !== undefined) await Promise.race([loop, delay(500)]);
      return clean;
    },
  };
}
