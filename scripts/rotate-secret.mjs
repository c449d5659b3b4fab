// `npm run rotate-secret`: another master secret in the place of the present one, while the product stands still. May be
// broken off at any point and run again: the new secret is on the disk before anything is sealed with it.
import fs from "node:fs";
import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./stack/installed.mjs";
import { withLock } from "./stack/lock.mjs";
import { runCli, stackEnv } from "./stack/stack.mjs";
import {
  finishSecretChange,
  loadEnvFile,
  masterSecret,
  nextSecret,
  runFile,
  runningProduct,
} from "./stack/state.mjs";
import { openStores } from "./stack/stores.mjs";
import { stateFolder } from "./stores/folders.mjs";
import { recordOf } from "./stores/process.mjs";
import { endRecorded, readRecord, self, startReaper, writeRecord } from "./stores/record.mjs";

const say = (text) => console.log(text);
const stateDir = stateFolder();
loadEnvFile();
const isOwnFile = !process.env.FROLIC_SECRET;

function record(stores) {
  const processes = (stores?.processes ?? []).map(({ pid, ask }) => ({ ...recordOf(pid), ask }));
  writeRecord(runFile(stateDir), { owner: self(), processes });
}

/** From here on no `npm start` begins on this folder. */
async function claimState() {
  const running = runningProduct(stateDir);
  if (running) throw new Error(`Frolic is running (process ${running.owner.pid}). Stop it first.`);
  await endRecorded(readRecord(runFile(stateDir)));
  record();
}

async function change(stores) {
  const { FROLIC_NEXT_SECRET: given } = process.env;
  if (!isOwnFile && !given) {
    throw new Error("FROLIC_SECRET is set: set FROLIC_NEXT_SECRET to the new one as well.");
  }
  const secret = masterSecret(stateDir);
  const next = isOwnFile ? nextSecret(stateDir) : given;
  const ports = { gateway: 3000, web: 3001, worker: 3002 };
  const baseUrl = process.env.BASE_URL || "http://localhost:3000";
  const shared = stackEnv({ stores, secret, ports, baseUrl, stateDir });
  const env = { ...shared, FROLIC_NEXT_SECRET: next };
  await runCli(["migrate"], env);
  say(await runCli(["rotate-secret"], env));
  if (!isOwnFile) return;
  finishSecretChange(stateDir);
  say(
    `The new secret is in ${path.join(stateDir, "secret")}: back it up, apart from the database.`,
  );
  say("The old one is in secret.previous beside it, for the cookies of players alone. Remove it");
  say("after 30 days; at once when somebody may have got hold of it.");
}

let stores;
let reaper;
let code = 0;
try {
  await withLock(path.join(stateDir, "start.lock"), claimState);
  reaper = startReaper(runFile(stateDir));
  await ensureInstalled({ say });
  await ensureBuilt({ say });
  stores = await openStores({ stateDir, say, onChange: () => record(stores) });
  record(stores);
  await change(stores);
} catch (error) {
  console.error(`\n${error.message}\n`);
  code = 1;
}
await stores?.stop();
reaper?.stop();
if (reaper) fs.rmSync(runFile(stateDir), { force: true });
process.exit(code);
