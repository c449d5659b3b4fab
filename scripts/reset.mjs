// `npm run reset`: forgets everything this clone has stored. Asks nothing, refuses while running.
import fs from "node:fs";
import path from "node:path";
import { runFile, runningProduct } from "./stack/state.mjs";
import { stateFolder } from "./stores/folders.mjs";
import { endRecorded, readRecord } from "./stores/record.mjs";

const stateDir = stateFolder();
const running = runningProduct(stateDir);
if (running) {
  console.error(`Frolic is running (process ${running.owner.pid}). Stop it first.`);
  process.exit(1);
}
if (!fs.existsSync(stateDir)) {
  console.log("Nothing to clear.");
  process.exit(0);
}
await endRecorded(readRecord(runFile(stateDir)));

// A cluster that lies elsewhere (a clone below /root) is reached by a link.
const cluster = path.join(stateDir, "pg");
if (fs.lstatSync(cluster, { throwIfNoEntry: false })?.isSymbolicLink()) {
  const real = fs.realpathSync(cluster);
  for (const file of [real, `${real}.password`, `${real}.log`]) {
    fs.rmSync(file, { recursive: true, force: true });
  }
}
// Unpacked programs are no state, and may be all there is without a network.
for (const name of fs.readdirSync(stateDir).filter((entry) => entry !== "cache")) {
  fs.rmSync(path.join(stateDir, name), { recursive: true, force: true });
}
console.log(`Cleared ${stateDir}`);
