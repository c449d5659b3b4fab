// Waits for its owner to end, in whatever way, then ends the stores the owner started and removes
// their folder. Usage: reaper.mjs <folder> <pid>...
import fs from "node:fs";
import { commandOf, endProcess } from "./process.mjs";

const [folder, ...pids] = process.argv.slice(2);

async function reap() {
  for (const pid of pids.map(Number)) {
    // A process id may have been given to somebody else meanwhile.
    if (/postgres|redis-server|valkey-server/.test(commandOf(pid))) {
      await endProcess(pid, { ask: "SIGINT", timeoutMs: 5_000 });
    }
  }
  fs.rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
process.stdin.on("end", reap).on("error", reap).resume();
