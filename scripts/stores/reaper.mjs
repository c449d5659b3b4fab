// Waits for its owner to end, in whatever way, then ends what the owner had written down and
// removes what was only borrowed. Usage: reaper.mjs <record file> <owner's process id>
//
// The record is JSON {owner, processes: [{pid, identity, ask}], folder?}, in the order in which
// the processes are to be ended. It is read when the owner has gone, so the owner may rewrite it.
import fs from "node:fs";
import { isAlive, isSameProcess, waitFor } from "./process.mjs";

const [file, owner] = process.argv.slice(2);
const GRACE_MS = 8_000;

function readRecord() {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

async function reap() {
  const record = readRecord();
  // Somebody else owns the record now: a new start was quicker and has cleaned up itself.
  if (!record || String(record.owner.pid) !== owner) process.exit(0);
  for (const entry of record.processes) {
    if (!isSameProcess(entry)) continue;
    process.kill(entry.pid, entry.ask ?? "SIGTERM");
    const gone = await waitFor(() => !isAlive(entry.pid), { timeoutMs: GRACE_MS });
    if (!gone) process.kill(entry.pid, "SIGKILL");
  }
  if (record.folder) fs.rmSync(record.folder, { recursive: true, force: true });
  else fs.rmSync(file, { force: true });
  process.exit(0);
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
process.stdin.on("end", reap).on("error", reap).resume();
