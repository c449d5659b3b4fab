// Whose time a round takes: processor seconds by kind of process, from the kernel's own account.

import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts in hundredths of a second whatever its own tick is. */
const ticksPerS = 100;

export type CpuSeconds = Readonly<Record<string, number>>;

/** Seconds used so far by every process whose name or id is asked for; nothing where there is no /proc. */
export function cpuSeconds(pids: Readonly<Record<string, number | undefined>>): CpuSeconds {
  const used: Record<string, number> = { postgres: 0, redis: 0 };
  let folders: string[] = [];
  try {
    folders = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return {};
  }
  const names = new Map(Object.entries(pids).map(([name, pid]) => [String(pid), name]));
  for (const folder of folders) {
    const stat = readStat(folder);
    if (!stat) continue;
    const name = names.get(folder) ?? storeOf(stat.command);
    if (name) used[name] = (used[name] ?? 0) + stat.ticks / ticksPerS;
  }
  return used;
}

function storeOf(command: string): string | undefined {
  if (command.startsWith("postgres")) return "postgres";
  return /^(?:redis|valkey)/.test(command) ? "redis" : undefined;
}

function readStat(pid: string): { readonly command: string; readonly ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const end = text.lastIndexOf(")");
    const fields = text.slice(end + 2).split(" ");
    // utime and stime, and those of children that have ended (a store's connections).
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { command: text.slice(text.indexOf("(") + 1, end), ticks };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

/** Microseconds of each process for one play, as text: where the time goes. */
export function cpuPerPlay(before: CpuSeconds, after: CpuSeconds, plays: number): string {
  return Object.entries(after)
    .map(([name, seconds]) => {
      const us = ((seconds - (before[name] ?? 0)) * 1e6) / Math.max(1, plays);
      return `${name} ${Math.round(us)}`;
    })
    .join(", ");
}
