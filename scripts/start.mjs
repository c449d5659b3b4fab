// `npm start`: from a fresh clone to a running product, on bare Node.
import fs from "node:fs";
import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { chooseProductPorts } from "./ports.mjs";
import { ensureInstalled, nodeProblem } from "./stack/installed.mjs";
import { withLock } from "./stack/lock.mjs";
import { endTracked } from "./stack/spawned.mjs";
import { runCli, stackEnv, startStack } from "./stack/stack.mjs";
import {
  isSecretChanging,
  loadEnvFile,
  masterSecret,
  runFile,
  runningProduct,
} from "./stack/state.mjs";
import { openStores } from "./stack/stores.mjs";
import { stateFolder } from "./stores/folders.mjs";
import { onParentGone, recordOf } from "./stores/process.mjs";
import { endRecorded, readRecord, self, startReaper, writeRecord } from "./stores/record.mjs";

const startedAt = Date.now();
const abort = new AbortController();
const stateDir = stateFolder();
const parts = { stores: undefined, stack: undefined, children: [], reaper: undefined, run: {} };

function say(text) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`[${seconds} s] ${text}`);
}

function goOn() {
  if (abort.signal.aborted) throw abort.signal.reason;
}

function record() {
  const stores = (parts.stores?.processes ?? []).map(({ pid, ask }) => ({ ...recordOf(pid), ask }));
  const children = parts.children.map(({ pid }) => recordOf(pid));
  writeRecord(runFile(stateDir), {
    owner: self(),
    ...parts.run,
    processes: [...children, ...stores],
  });
}

function listenForSignals() {
  let times = 0;
  const ask = (name) => {
    times += 1;
    if (times === 1) say(`${name}: stopping (again to force)`);
    void endTracked();
    abort.abort(new Error("stopped"));
    if (times > 1) forceStop();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, ask);
  onParentGone(() => times === 0 && ask("npm has ended"));
  // A terminal that has gone must not end the draining.
  process.stdout.on("error", () => {});
}

function forceStop() {
  const all = [...parts.children, ...(parts.stores?.processes ?? [])];
  for (const { pid } of all) {
    try {
      if (pid) process.kill(pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
  process.exit(1);
}

/** Refuses a second start on one state folder, and ends what a killed one left behind. */
async function claimState() {
  fs.mkdirSync(stateDir, { recursive: true, mode: 0o755 });
  const running = runningProduct(stateDir);
  if (running) {
    const { owner, url = "starting" } = running;
    throw new Error(`Frolic is running already (process ${owner.pid}): ${url}`);
  }
  const ended = await endRecorded(readRecord(runFile(stateDir)));
  if (ended > 0) say(`ended ${ended} processes that an earlier start had left running`);
  record();
  parts.reaper = startReaper(runFile(stateDir));
}

async function prepare() {
  const storesReady = (async () => {
    parts.stores = await openStores({ stateDir, say, onChange: record });
    record();
  })();
  // Nothing starts without stores: a build that has begun is not waited out.
  storesReady.catch(() => endTracked());
  const built = ensureBuilt({ say }).then((did) => did && say("built"));
  // Both are waited for, also when one fails: a store that is just starting must be stoppable.
  const results = await Promise.allSettled([storesReady, built]);
  goOn();
  const failure = results.find(({ status }) => status === "rejected");
  if (failure) throw failure.reason;
}

async function launch(secret) {
  const ports = await chooseProductPorts({ wanted: Number(process.env.PORT) || 3000, say });
  const baseUrl = process.env.BASE_URL || `http://localhost:${ports.gateway}`;
  const { databaseUrl, redisUrl, own } = parts.stores;
  const env = stackEnv({ stores: { databaseUrl, redisUrl }, secret, ports, baseUrl, stateDir });
  await runCli(["migrate"], env);
  say("the schema is up to date");
  goOn();
  parts.run = { url: baseUrl, ports, stores: { databaseUrl, redisUrl }, startedAt };
  record();
  // The children and the seeding need nothing of each other.
  const seeding = runCli(["seed-demo", "--if-empty"], env).catch((error) => {
    say(`the demo campaign could not be made: ${error.message}`);
    return "";
  });
  const onChange = (children) => {
    parts.children = children;
    record();
  };
  parts.stack = await startStack({
    env,
    own,
    ports,
    stateDir,
    say,
    signal: abort.signal,
    onChange,
  });
  return { env, seeded: await seeding, baseUrl };
}

/** A port may be taken between looking and listening, when two clones start at once. */
async function launchWithRetry(secret, attempts = 3) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(secret);
    } catch (error) {
      if (attempt >= attempts || !/EADDRINUSE/.test(error.message)) throw error;
      say("a port was taken meanwhile, choosing others");
    }
  }
}

async function announce({ env, seeded, baseUrl }) {
  const token = await runCli(["setup-token", "--if-open"], env).catch(() => "");
  const setUp = /https?:\/\/\S+\/setup\?token=\S+/.exec(token)?.[0];
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`\nReady in ${seconds} s  ->  ${setUp ?? `${baseUrl}/`}`);
  const demo = /\/p\/[\w-]+/.exec(seeded)?.[0];
  if (demo) console.log(`Play the demo  ->  ${baseUrl}${demo}`);
  console.log("Ctrl-C stops everything.\n");
}

async function cleanUp() {
  // After a failure a command (the seeding) may still be at work on the stores that stop below.
  await endTracked();
  const drained = (await parts.stack?.stop()) ?? [];
  const forced = drained.filter(({ clean }) => !clean).map(({ name }) => name);
  if (forced.length > 0) say(`had to be killed after 10 s: ${forced.join(", ")}`);
  await parts.stores?.stop();
  parts.reaper?.stop();
  if (parts.reaper) fs.rmSync(runFile(stateDir), { force: true });
}

async function main() {
  const problem = nodeProblem();
  if (problem) throw new Error(problem);
  loadEnvFile();
  listenForSignals();
  await withLock(path.join(stateDir, "start.lock"), claimState);
  if (isSecretChanging(stateDir)) {
    throw new Error("A change of the master secret was broken off. Run npm run rotate-secret.");
  }
  if (await ensureInstalled({ say })) say("installed");
  goOn();
  const secret = masterSecret(stateDir);
  await prepare();
  const launched = await launchWithRetry(secret);
  goOn();
  await announce(launched);
  goOn();
  await new Promise((resolve) => abort.signal.addEventListener("abort", resolve, { once: true }));
}

let code = 0;
try {
  await main();
} catch (error) {
  if (!abort.signal.aborted) {
    console.error(`\n${error.message}\n`);
    code = 1;
  }
}
await cleanUp();
if (abort.signal.aborted) say("stopped");
process.exit(code);
