// `npm test`: everything, on bare Node, on a machine where nothing was installed by hand.
//   node scripts/test.mjs [--full] [--only=<step>,<step>]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { provideChromium } from "./checks/chromium.mjs";
import { addCounts, closingLine, countStep, NONE } from "./checks/counts.mjs";
import { endSteps, runCommand } from "./checks/run-step.mjs";
import { stepTable } from "./checks/steps.mjs";
import { copyForBuild } from "./checks/tree-copy.mjs";
import { isBuilt } from "./stack/build-stamp.mjs";
import { ensureInstalled, nodeProblem } from "./stack/installed.mjs";
import { endTracked } from "./stack/spawned.mjs";
import { runningProduct } from "./stack/state.mjs";
import { root } from "./stores/folders.mjs";
import { onParentGone } from "./stores/process.mjs";
import { startThrowawayStores } from "./stores/throwaway.mjs";

const startedAt = Date.now();
const isFull = process.argv.includes("--full");
const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
const work = fs.mkdtempSync(path.join(os.tmpdir(), "frolic-test-"));
let stopped = false;
let stores;

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const say = (text) => console.log(`  ${text}`);

function stop() {
  stopped = true;
  void endTracked();
  void endSteps();
}
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, stop);
onParentGone(stop);

function readReport({ report, count }) {
  try {
    return count(JSON.parse(fs.readFileSync(report, "utf8")));
  } catch {
    // No report means the runner crashed before writing one.
    return { ...NONE, failed: 1 };
  }
}

async function runStep(step, { cwd, env }) {
  const since = Date.now();
  const logFile = path.join(work, `${step.name}.log`);
  let code = 0;
  for (const args of step.commands) {
    if (code !== 0 || stopped) break;
    code = await runCommand({ args, cwd, env, logFile, limitMs: step.limitMs });
  }
  const counts = countStep({ code, counts: step.report && readReport(step) });
  const words = step.report ? closingLine(counts) : counts.failed > 0 ? "failed" : "ok";
  console.log(`${step.name.padEnd(12)} ${words} (${seconds(since)})`);
  if (counts.failed > 0 && fs.existsSync(logFile)) {
    console.log(`----- ${step.name}\n${fs.readFileSync(logFile, "utf8").trimEnd()}\n-----`);
  }
  return counts;
}

let place;
/** Where to build and serve from: a copy when the running product still needs its own build. */
function buildPlace() {
  if (place) return place;
  const isInTheWay = runningProduct() && !isBuilt();
  if (isInTheWay) say("npm start is running on an older build: building in a copy");
  place = isInTheWay ? copyForBuild(path.join(work, "copy")) : root;
  return place;
}

function logFailure(what, error) {
  console.log(`${what.padEnd(12)} failed\n${error.message}`);
  return { ...NONE, failed: 1 };
}

async function runAll() {
  if (await ensureInstalled({ say })) say(`installed (${seconds(startedAt)})`);
  const steps = stepTable({ work, isFull }).filter(
    ({ name }) => !only || only.split(",").includes(name),
  );
  const needs = (what) => steps.some((step) => step.needs?.includes(what));
  // Downloads while the processor is busy with the checks.
  const chromium = needs("chromium") ? provideChromium({ say }) : Promise.resolve("");
  chromium.catch(() => {});
  if (needs("stores")) stores = await startThrowawayStores({ say });
  const run = { chromium, buildFailed: false };
  // One promise a step: it waits for the one before it in its lane, and for what it names.
  const ended = new Map();
  const lanes = { main: undefined, beside: undefined };
  for (const step of steps) {
    const lane = step.isBeside ? "beside" : "main";
    const awaited = [lanes[lane], ...(step.after ?? []).map((name) => ended.get(name))];
    lanes[lane] = Promise.all(awaited).then(() => (stopped ? NONE : tryStep(step, run)));
    ended.set(step.name, lanes[lane]);
  }
  const totals = addCounts(...(await Promise.all(ended.values())));
  return stopped ? addCounts(totals, logFailure("run", new Error("stopped by a signal"))) : totals;
}

async function tryStep(step, run) {
  try {
    const cwd = step.needs?.includes("build") ? buildPlace() : root;
    if (run.buildFailed && step.needs?.includes("build")) {
      throw new Error("not run: the build failed");
    }
    const env = { ...process.env, ...step.env };
    if (step.needs?.includes("stores")) Object.assign(env, stores.env);
    // For tests that start the product as it was built.
    if (place) env.FROLIC_BUILD_PLACE = place;
    if (step.needs?.includes("chromium")) env.FROLIC_CHROMIUM = await run.chromium;
    const counts = await runStep(step, { cwd, env });
    run.buildFailed ||= step.name === "build" && counts.failed > 0;
    return counts;
  } catch (error) {
    return logFailure(step.name, error);
  }
}

const problem = nodeProblem();
let totals;
try {
  if (problem) throw new Error(problem);
  totals = await runAll();
} catch (error) {
  totals = logFailure("run", error);
}
await endSteps();
await stores?.stop();
fs.rmSync(work, { recursive: true, force: true });
console.log(`Took ${seconds(startedAt)}`);
console.log(closingLine(totals));
process.exit(totals.failed > 0 ? 1 : 0);
