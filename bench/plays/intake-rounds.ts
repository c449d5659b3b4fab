import { type ChildProcess, spawn } from "node:child_process";
import type { Database } from "#lib/platform/database.ts";
import { createPlayableGame } from "#lib/testing/ledger-fixtures.ts";
import { freePort } from "#lib/testing/stores.ts";
import type { Child } from "./child.ts";
import { cpuPerPlay, cpuSeconds } from "./cpu-seconds.ts";
import type { LoadOrder, LoadReport } from "./load.process.ts";
import { clearStream } from "./stage.ts";

export interface IntakeTarget {
  readonly port: number;
  readonly connections: number;
  readonly pid: number | undefined;
}

const warmUpS = 3;

export interface IntakeOrder {
  readonly seconds: number;
  readonly secret: string;
  readonly redisUrl: string;
}

/** The partition of the games that only take plays in. */
const partition = 15;

/** Accepted plays per second on a fresh game, with its backlog held at nothing: deciding is measured elsewhere. */
export async function measureIntake(
  database: Database,
  load: Child,
  { port, connections, pid }: IntakeTarget,
  { seconds, secret, redisUrl }: IntakeOrder,
): Promise<LoadReport> {
  const game = await createPlayableGame(database.sql, { partition });
  const { gameId, campaignId } = game;
  await database.sql`update campaign set hall_mode = true where id = ${campaignId}`;
  const decideAll = async () => {
    await database.sql`
      update game_pacer p set decided = g.last_seq
        from game g where g.id = p.game_id and g.id = ${gameId}`;
  };
  // A checkpoint that falls into one server's round and not into the other's would be measured with it.
  await database.sql`checkpoint`;
  const keepUp = setInterval(() => void decideAll(), 50);
  const path = "/api/plays";
  const order: LoadOrder = {
    ...{ port, path, gameId, campaignId, secret, connections, warmUpS, seconds },
  };
  const pids = { server: pid, load: load.process.pid };
  let before = cpuSeconds(pids);
  const warm = setTimeout(() => {
    before = cpuSeconds(pids);
  }, warmUpS * 1_000);
  const report = await load.ask<LoadReport>(order);
  clearTimeout(warm);
  const answers = Object.values(report.statuses).reduce((sum, n) => sum + n, 0);
  const spent = cpuPerPlay(before, cpuSeconds(pids), answers);
  process.stderr.write(`  ${JSON.stringify(report.statuses)}, us of a play: ${spent}\n`);
  clearInterval(keepUp);
  // The gateway fed these plays to their stream; the next round's worker would decide them beside its own.
  await clearStream(redisUrl, partition);
  // What is left waiting would be the backlog of the next round's game, which shares the partition.
  await decideAll();
  await database.sql`update game set state = 'ended', floor_seq = last_seq where id = ${gameId}`;
  return report;
}

/** The built Next server alone, or undefined when there is none. */
export async function startNext(): Promise<{ port: number; process: ChildProcess } | undefined> {
  const port = await freePort();
  const bin = "node_modules/next/dist/bin/next";
  const child = spawn(process.execPath, [bin, "start", "-p", String(port), "-H", "127.0.0.1"], {
    env: { ...process.env, NODE_ENV: "production", TRUST_PROXY: "1" },
    stdio: "ignore",
  });
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/plays/x`).catch(() => undefined);
    if (answer) return { port, process: child };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill("SIGKILL");
  return undefined;
}
