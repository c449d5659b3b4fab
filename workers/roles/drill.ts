import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type { Runtime } from "#lib/platform/runtime.ts";
import { noteEnd, takeNextDrill } from "#lib/rehearsal/drill-run.ts";
import type { Role } from "#workers/roles/role.ts";
import { type Rounds, startRounds } from "#workers/roles/rounds.ts";

const everyMs = 1_000;
/** Where the build puts the command; every process of the product runs in the product's folder. */
const builtCommand = join("dist", "cli.mjs");

/**
 * Runs ordered drills, one at a time over all workers. The storm is a process of its own: thousands of connections must
 * not slow the worker that decides their plays.
 */
export function drillRole(): Role {
  let rounds: Rounds | undefined;
  let storm: ChildProcess | undefined;
  return {
    name: "drill",
    async start(runtime) {
      const work = async (signal: AbortSignal) => {
        const drillId = await takeNextDrill(runtime.database.sql);
        if (drillId === undefined || signal.aborted) return;
        runtime.logger.info({ drillId }, "drill begins");
        const code = await runStorm(drillId, (child) => {
          storm = child;
        });
        storm = undefined;
        runtime.logger.info({ drillId, code }, "drill is over");
        if (code !== 0) await noteFailure(runtime, drillId);
      };
      const onError = (error: unknown) => runtime.logger.warn({ err: error }, "drill did not run");
      rounds = startRounds(work, { everyMs, onError });
    },
    async stop() {
      const ended = rounds?.stop();
      storm?.kill("SIGTERM");
      await ended;
    },
  };
}

function runStorm(drillId: string, onStart: (child: ChildProcess) => void): Promise<number | null> {
  const args = [resolve(builtCommand), "drill", "--run", drillId];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  onStart(child);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => done(code));
  });
}

/** Nothing happens when the drill has written its own end. */
async function noteFailure({ database }: Runtime, drillId: string): Promise<void> {
  await noteEnd(database.sql, drillId, { error: "The process that ran it ended early." });
}
