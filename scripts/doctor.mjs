// `npm run doctor`: what is here, what is wrong, and what to do about it. Works before the install
// and while the product runs; starts nothing.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { chromiumVersion, findChromium } from "./checks/chromium.mjs";
import {
  describePostgres,
  describeRedis,
  describeRedisCache,
  isCacheShared,
} from "./checks/store-settings.mjs";
import { isPortFree } from "./ports.mjs";
import { builtHash, isBuilt } from "./stack/build-stamp.mjs";
import { answersReady } from "./stack/children.mjs";
import { isInstalled, nodeProblem } from "./stack/installed.mjs";
import { loadEnvFile, runningProduct } from "./stack/state.mjs";
import { hasApt } from "./stores/apt.mjs";
import { stateFolder } from "./stores/folders.mjs";
import { postgresBinaries, postgresPackage } from "./stores/postgres-binaries.mjs";
import { findRedis } from "./stores/redis.mjs";

const MARKS = { ok: "ok  ", note: "note", bad: "BAD " };
const DISK_BYTES_MIN = 2 * 2 ** 30;
let isBad = false;

function line(state, name, words, help) {
  isBad ||= state === "bad";
  console.log(`${MARKS[state]}  ${name.padEnd(12)}${words}`);
  if (help) console.log(`${" ".repeat(18)}-> ${help}`);
}

function checkNode() {
  const problem = nodeProblem();
  if (problem) line("bad", "Node", process.versions.node, problem);
  else line("ok", "Node", process.versions.node);
  try {
    line(
      "ok",
      "npm",
      execFileSync("npm", ["--version"], { encoding: "utf8", stdio: "pipe" }).trim(),
    );
  } catch {
    line("bad", "npm", "not found", "it comes with Node: https://nodejs.org/");
  }
  if (isInstalled()) line("ok", "packages", "as in package-lock.json");
  else
    line(
      "note",
      "packages",
      "not installed, or not those of the lockfile",
      "npm start installs them",
    );
}

async function checkPostgres(running) {
  const url = running?.stores?.databaseUrl ?? process.env.DATABASE_URL;
  if (url) return reportSettings("Postgres", await describePostgres(url), "check DATABASE_URL");
  if (!postgresPackage()) {
    return line(
      "note",
      "Postgres",
      "no binaries yet",
      "npm start installs them, or set DATABASE_URL",
    );
  }
  try {
    const { version, bin } = postgresBinaries();
    line("ok", "Postgres", `${version}, own binaries in ${bin}`);
  } catch (error) {
    line("bad", "Postgres", error.message, "set DATABASE_URL to a Postgres 15 or newer");
  }
}

async function checkRedis(running) {
  const url = running?.stores?.redisUrl ?? process.env.REDIS_URL;
  if (url) return reportSettings("Redis", await describeRedis(url), "check REDIS_URL");
  const { found, seen } = findRedis();
  if (found) return line("ok", "Redis", `${found.version}, ${found.bin} (${found.from})`);
  const old = seen.map(({ bin, version }) => `${bin} is ${version ?? "not runnable"}`).join(", ");
  if (hasApt()) line("note", "Redis", old || "not here yet", "npm start unpacks the package");
  else line("bad", "Redis", old || "not found", "install Redis or Valkey 7.0+, or set REDIS_URL");
}

async function checkRedisCache() {
  const { REDIS_CACHE_URL: url } = process.env;
  if (isCacheShared(process.env)) {
    const help = "in production set REDIS_CACHE_URL to a Redis of its own with allkeys-lru";
    return line("note", "Redis cache", "caches share the Redis that plays wait in", help);
  }
  if (url) reportSettings("Redis cache", await describeRedisCache(url), "check REDIS_CACHE_URL");
}

function reportSettings(name, found, help) {
  if (found.error) return line("bad", name, `does not answer: ${found.error}`, help);
  line("ok", name, found.words);
  for (const { words, fix, isNote } of found.problems) {
    line(isNote ? "note" : "bad", name, words, fix);
  }
}

async function checkChromium() {
  const bin = await findChromium();
  if (bin) line("ok", "Chromium", `${chromiumVersion(bin)}, ${bin}`);
  else line("note", "Chromium", "not here; only the tests need it", "npm test gets one");
}

async function checkPorts(running) {
  const port = Number(process.env.PORT) || 3000;
  if (running)
    line(
      "ok",
      "ports",
      Object.entries(running.ports ?? {})
        .map((pair) => pair.join(" "))
        .join(", "),
    );
  else if (await isPortFree(port)) line("ok", "ports", `${port} is free`);
  else line("note", "ports", `${port} is busy`, "npm start takes the next free one, or set PORT");
}

function checkDisk() {
  const folder = fs.existsSync(stateFolder()) ? stateFolder() : process.cwd();
  const { bavail, bsize } = fs.statfsSync(folder);
  const words = `${((Number(bavail) * Number(bsize)) / 2 ** 30).toFixed(1)} GB free for ${folder}`;
  if (Number(bavail) * Number(bsize) >= DISK_BYTES_MIN) line("ok", "disk", words);
  else line("bad", "disk", words, "free some space: a full disk stops every play");
}

function checkBuild() {
  if (isBuilt()) line("ok", "build", `${builtHash()}, current`);
  else
    line("note", "build", builtHash() ? "older than the sources" : "none yet", "npm start builds");
}

async function checkRunning(running) {
  if (!running) return line("note", "product", "not running", "npm start");
  line("ok", "product", `process ${running.owner.pid}, ${running.url ?? "starting"}`);
  for (const [name, port] of Object.entries(running.ports ?? {})) {
    const ready = await answersReady(`http://127.0.0.1:${port}/health/ready`);
    if (ready) line("ok", name, `ready on port ${port}`);
    else line("bad", name, `not ready on port ${port}`, `see ${stateFolder()}/logs/${name}.log`);
  }
}

loadEnvFile();
const running = runningProduct();
checkNode();
await checkPostgres(running);
await checkRedis(running);
await checkRedisCache();
await checkChromium();
await checkPorts(running);
checkDisk();
checkBuild();
await checkRunning(running);
process.exit(isBad ? 1 : 0);
