// Where the scripts keep things: state inside the clone, downloads in a cache per user.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

function fromEnvFile(name, folder) {
  const file = path.join(folder, ".env");
  return fs.existsSync(file) ? parseEnv(fs.readFileSync(file, "utf8"))[name] : undefined;
}

/**
 * The folder with everything one running product keeps between starts: the same for every command, whether it has
 * loaded `.env` or not. What the environment sets wins, and a path that is not whole starts at the clone.
 * @param {{ folder?: string, env?: Record<string, string | undefined> }} options
 */
export function stateFolder({ folder = root, env = process.env } = {}) {
  const named = env.FROLIC_STATE_DIR ?? fromEnvFile("FROLIC_STATE_DIR", folder);
  return path.resolve(folder, named || ".frolic");
}

function canWrite(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Cache folders in the order they are searched; the first writable one receives downloads. */
export function cacheFolders() {
  const home = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  return [path.join(home, "frolic"), path.join(root, ".frolic", "cache")];
}

export function writableCache() {
  const folder = cacheFolders().find(canWrite);
  if (!folder) throw new Error(`No writable cache folder: tried ${cacheFolders().join(", ")}`);
  return folder;
}

/** Finds a program by walking PATH; sbin folders too, because daemons live there. */
export function onPath(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  for (const folder of [...folders, "/usr/local/bin", "/usr/sbin", "/usr/bin"]) {
    if (!folder) continue;
    const file = path.join(folder, name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (fs.statSync(file).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/**
 * Whether a user can walk down to this path. Looks at mode bits alone, so an ACL may make the
 * answer too strict; the caller then only copies more than it had to.
 */
export function isReachableBy(target, { uid, gid }) {
  let current = path.resolve(target);
  for (;;) {
    const parent = path.dirname(current);
    if (parent === current) return true;
    current = parent;
    const stat = fs.statSync(current, { throwIfNoEntry: false });
    if (!stat) continue;
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
  }
}
