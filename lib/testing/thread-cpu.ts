import { readFileSync } from "node:fs";

/** Processor time of this very thread, in milliseconds; unlike delays it does not depend on what else runs. */
export function threadCpuMs(): number {
  const stat = readFileSync("/proc/thread-self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
