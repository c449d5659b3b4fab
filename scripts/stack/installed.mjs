// Are the dependencies there, and are they the ones of the lockfile?
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../stores/folders.mjs";
import { tail } from "../stores/redis.mjs";
import { withLock } from "./lock.mjs";
import { track } from "./spawned.mjs";

const NODE_FLOORS = { 20: 19, 22: 0 };

/** Undefined when this Node can run the product, else a sentence that says what is needed. */
export function nodeProblem(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  const floor = NODE_FLOORS[major];
  if (major >= 20 && (floor === undefined || minor >= floor)) return undefined;
  return `Node ${version} is too old: Frolic needs Node 20.19 or newer (24 is best). See https://nodejs.org/.`;
}

/**
 * Names of locked packages that are missing from node_modules or there in another version.
 * Compares contents, not times: a checkout touches files without changing them. Optional
 * packages are for other platforms and may be absent.
 */
export function missingPackages(locked, installed) {
  return Object.entries(locked)
    .filter(([name]) => name !== "")
    .filter(([name, entry]) => {
      const there = installed[name];
      if (!there) return !(entry.optional || entry.devOptional || entry.peer);
      return there.version !== entry.version;
    })
    .map(([name]) => name);
}

function packagesOf(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

export function isInstalled() {
  const locked = packagesOf(path.join(root, "package-lock.json"));
  const installed = packagesOf(path.join(root, "node_modules", ".package-lock.json"));
  return Boolean(locked && installed && missingPackages(locked, installed).length === 0);
}

function npm(args, logFile) {
  const viaNpm = process.env.npm_execpath?.endsWith("npm-cli.js");
  const command = viaNpm ? process.execPath : "npm";
  const log = fs.openSync(logFile, "w");
  const full = viaNpm ? [process.env.npm_execpath, ...args] : args;
  const child = track(spawn(command, full, { cwd: root, stdio: ["ignore", log, log] }));
  fs.closeSync(log);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
}

/** Installs what the lockfile says when it is not there. Answers whether it had to. */
export async function ensureInstalled({ say = () => {} } = {}) {
  if (isInstalled()) return false;
  const state = path.join(root, ".frolic");
  return await withLock(
    path.join(state, "install.lock"),
    async () => {
      if (isInstalled()) return false;
      say("installing dependencies (npm ci)");
      const log = path.join(state, "install.log");
      // Types and build tools are development dependencies, and the build needs them.
      const code = await npm(["ci", "--include=dev", "--no-audit", "--no-fund"], log);
      if (code !== 0) throw new Error(`npm ci failed with code ${code}:\n${tail(log, 30)}`);
      return true;
    },
    { onWait: () => say("another install is running, waiting for it") },
  );
}
