// Redis without an installation: found on PATH, or unpacked from the platform's package.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { portsToTry, portWords } from "../ports.mjs";
import { hasApt, libraryFolders, unpackPackages } from "./apt.mjs";
import { cacheFolders, onPath, writableCache } from "./folders.mjs";
import { commandOf, endProcess, isAlive, waitFor } from "./process.mjs";
import { redisUsers } from "./roles.mjs";

const NAMES = ["redis-server", "valkey-server"];
const PACKAGES = ["redis-server", "redis-tools", "libjemalloc2", "liblzf1"];
const MAJOR_MIN = 7;

const MISSING = `No Redis found. Frolic needs Redis or Valkey ${MAJOR_MIN}.0 or newer. Any one of these helps:
  Debian, Ubuntu   sudo apt-get install redis-server
  Fedora, RHEL     sudo dnf install valkey
  Alpine           sudo apk add valkey
  macOS            brew install redis
  anywhere         set REDIS_URL=redis://host:port/0`;

/** The version a redis-server or valkey-server reports about itself, or undefined. */
export function redisVersion({ bin, env }) {
  try {
    const options = { encoding: "utf8", env: { ...process.env, ...env }, stdio: "pipe" };
    return parseRedisVersion(execFileSync(bin, ["--version"], options));
  } catch {
    return undefined;
  }
}

export function parseRedisVersion(text) {
  return /\bv=(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

export function isRecentRedis(version) {
  return version !== undefined && Number(version.split(".")[0]) >= MAJOR_MIN;
}

function inTree(tree) {
  const bin = NAMES.map((name) => path.join(tree, "usr/bin", name)).find((file) =>
    fs.existsSync(file),
  );
  if (!bin) return undefined;
  const library = [...libraryFolders(tree), process.env.LD_LIBRARY_PATH].filter(Boolean);
  return { bin, env: { LD_LIBRARY_PATH: library.join(":") } };
}

/** What is there without downloading anything: PATH first, then the caches. */
export function findRedis() {
  const candidates = [
    ...NAMES.map(onPath)
      .filter(Boolean)
      .map((bin) => ({ bin, env: {}, from: "PATH" })),
    ...cacheFolders()
      .map((folder) => inTree(path.join(folder, "redis")))
      .filter(Boolean)
      .map((found) => ({ ...found, from: "cache" })),
  ];
  const seen = candidates.map((found) => ({ ...found, version: redisVersion(found) }));
  return { found: seen.find(({ version }) => isRecentRedis(version)), seen };
}

/** A Redis server program and the environment it needs, downloading the package if it must. */
export async function redisBinary({ say = () => {} } = {}) {
  const { found } = findRedis();
  if (found) return found;
  if (!hasApt()) throw new Error(MISSING);
  const target = path.join(writableCache(), "redis");
  try {
    await unpackPackages({ packages: PACKAGES.slice(0, 1), fallback: PACKAGES, target, say });
  } catch (error) {
    throw new Error(`${MISSING}\n\nUnpacking the package failed: ${error.message}`, {
      cause: error,
    });
  }
  const unpacked = findRedis();
  if (unpacked.found) return unpacked.found;
  const versions = unpacked.seen.map(({ bin, version }) => `${bin}: ${version ?? "does not run"}`);
  throw new Error(`${MISSING}\n\nFound, but not usable: ${versions.join("; ")}`);
}

function ping({ port, password }) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    const finish = (value) => {
      socket.destroy();
      resolve(value);
    };
    let answer = "";
    socket.setTimeout(1_000, () => finish(false));
    socket.on("error", () => finish(false));
    socket.on("data", (chunk) => {
      answer += chunk;
      // While the append-only file is read back the answer is -LOADING.
      if (answer.includes("+PONG")) finish(true);
      else if (/-LOADING|-NOAUTH|-WRONGPASS/.test(answer)) finish(false);
    });
    socket.write(`AUTH ${password}\r\nPING\r\n`);
  });
}

function config({ dir, port, password }) {
  return `bind 127.0.0.1
port ${port}
protected-mode yes
requirepass ${password}
${redisUsers(password).join("\n")}
dir "${dir}"
daemonize no
pidfile "${path.join(dir, "redis.pid")}"
appendonly yes
appendfsync always
save ""
maxmemory-policy noeviction
maxclients 4000
tcp-keepalive 60
`;
}

/** Ends a Redis that an earlier, killed supervisor left running on this folder. */
async function endLeftover(dir) {
  const file = path.join(dir, "redis.pid");
  if (!fs.existsSync(file)) return;
  const pid = Number.parseInt(fs.readFileSync(file, "utf8"), 10);
  const ours = isAlive(pid) && /(redis|valkey)-server/.test(commandOf(pid));
  if (ours && workingFolder(pid) === fs.realpathSync(dir)) await endProcess(pid);
  fs.rmSync(file, { force: true });
}

function workingFolder(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

// Kept beside the folder: a restart must not change the address that clients already hold.
function passwordFor(file) {
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8").trim();
  const password = randomBytes(18).toString("base64url");
  fs.writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function launch({ dir, port, redis, password, logFile }) {
  const log = fs.openSync(logFile, "a", 0o600);
  // The configuration goes in by standard input, so that the password is in no process list. Its
  // own process group keeps a Ctrl-C of the terminal away until the product has drained.
  const child = spawn(redis.bin, ["-"], {
    cwd: dir,
    env: { ...process.env, ...redis.env },
    stdio: ["pipe", log, log],
    detached: true,
  });
  fs.closeSync(log);
  let gone = false;
  child.once("error", () => {
    gone = true;
  });
  child.once("exit", () => {
    gone = true;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(config({ dir, port, password }));
  const state = await waitFor(async () => (gone ? "gone" : await ping({ port, password })), {
    timeoutMs: 60_000,
  });
  if (state === true) return child;
  if (child.pid) await endProcess(child.pid, { timeoutMs: 2_000 });
  return undefined;
}

/**
 * Starts Redis on a folder and answers when it serves. Every write is on disk before its reply
 * (`appendfsync always`), nothing is ever evicted. `keepPort`: at this port or not at all.
 */
export async function startRedis({ dir, port, keepPort = false, redis, logFile, say }) {
  const program = redis ?? (await redisBinary({ say }));
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  await endLeftover(dir);
  const password = passwordFor(`${dir}.password`);
  const log = logFile ?? path.join(dir, "redis.log");
  for await (const used of portsToTry({ port, keepPort })) {
    const child = await launch({ dir, port: used, redis: program, password, logFile: log });
    if (!child) continue;
    return {
      url: `redis://:${password}@127.0.0.1:${used}/0`,
      pid: child.pid,
      port: used,
      bin: program.bin,
      env: program.env,
      version: program.version,
      exited: new Promise((resolve) =>
        child.once("exit", (code, signal) => resolve(signal ?? code)),
      ),
      stop: async () => await endProcess(child.pid),
    };
  }
  const words = portWords({ port, keepPort });
  throw new Error(`Redis ${words}. Its log: ${log}\n${tail(log)}`);
}

export function tail(file, lines = 15) {
  try {
    return fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "(no log)";
  }
}
