// What an import costs, from the kernel's own account.

import { readdir, readFile } from "node:fs/promises";
import type { Sql } from "#lib/platform/database.ts";

/** The kernel counts in hundredths of a second whatever its own tick is. */
const ticksPerS = 100;

async function readStat(pid: string): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  // The command may hold spaces and brackets; what follows its last bracket does not.
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** Process id of the Postgres that this connection reaches. */
export async function postmasterPid(sql: Sql): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`
    select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int as pid`;
  return row?.pid ?? 0;
}

/** Processor seconds used so far by these processes, their children and those that have ended. */
export async function cpuSeconds(pids: readonly number[]): Promise<number> {
  const wanted = new Set(pids.map(String));
  let ticks = 0;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const fields = await readStat(pid);
    const isOwn = wanted.has(pid);
    if (!isOwn && !wanted.has(fields[1] ?? "")) continue;
    const counted = isOwn ? [11, 12, 13, 14] : [11, 12];
    ticks += counted.reduce((sum, at) => sum + Number(fields[at]), 0);
  }
  return ticks / ticksPerS;
}

/** The most memory a process ever had resident, in MB. */
export async function peakRssMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
