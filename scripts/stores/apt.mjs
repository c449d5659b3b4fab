// Debian packages without installing them: own package lists, own cache, `dpkg-deb -x`.
// Needs no root, leaves the machine's package database alone, and works on images whose lists
// are empty.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { onPath } from "./folders.mjs";

const run = promisify(execFile);

export function hasApt() {
  return Boolean(onPath("apt-get") && onPath("dpkg-deb"));
}

function aptOptions(folder) {
  const options = {
    "Dir::State": path.join(folder, "state"),
    "Dir::State::lists": path.join(folder, "lists"),
    // The real list of installed packages, so that only what is missing is downloaded.
    "Dir::State::status": "/var/lib/dpkg/status",
    "Dir::Cache": path.join(folder, "cache"),
    "Dir::Cache::archives": path.join(folder, "archives"),
    "Debug::NoLocking": "1",
    "Acquire::Languages": "none",
    "Acquire::Retries": "3",
    "APT::Get::List-Cleanup": "0",
    "APT::Sandbox::User": process.getuid?.() === 0 ? "root" : "",
    "Dpkg::Use-Pty": "0",
    // Hooks of the image (cleaning archives, checking for restarts) want root and other folders.
    "APT::Update::Post-Invoke-Success::": "",
  };
  return Object.entries(options)
    .filter(([, value]) => value !== "")
    .flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

async function apt(folder, args, timeout) {
  return await run("apt-get", ["-q", ...aptOptions(folder), ...args], {
    cwd: path.join(folder, "archives"),
    env: { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 64 << 20,
    timeout,
  });
}

/**
 * Unpacks packages and whatever they need that is not installed into `target`.
 * `fallback` names packages to fetch alone when the machine's package database is in a state in
 * which apt refuses to plan an installation. Throws with apt's own words when nothing worked.
 */
export async function unpackPackages({ packages, fallback = packages, target, say = () => {} }) {
  const work = `${target}.apt-${process.pid}`;
  fs.rmSync(work, { recursive: true, force: true });
  for (const sub of ["state", "lists/partial", "cache", "archives/partial"]) {
    fs.mkdirSync(path.join(work, sub), { recursive: true });
  }
  try {
    say("reading the package lists");
    // One broken third-party source must not spoil the rest; the download below is the judge.
    const update = await apt(work, ["update"], 240_000).catch((error) => error);
    say(`downloading ${packages.join(", ")}`);
    const plan = ["install", "-y", "--download-only", "--no-install-recommends"];
    await apt(work, [...plan, ...packages], 900_000).catch(async (error) => {
      await apt(work, ["download", ...fallback], 300_000).catch(() => {
        throw new Error(`${error.stderr || error.message}\n${update.stderr ?? ""}`, {
          cause: error,
        });
      });
    });
    const archives = path.join(work, "archives");
    const unpacked = path.join(work, "unpacked");
    for (const name of fs.readdirSync(archives).filter((file) => file.endsWith(".deb"))) {
      await run("dpkg-deb", ["-x", path.join(archives, name), unpacked]);
    }
    if (!fs.existsSync(unpacked)) throw new Error(`apt-get downloaded nothing for ${packages}`);
    // Renaming is atomic: two clones that unpack at once both end with a whole folder.
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(unpacked, target);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Every folder below an unpacked tree that holds shared libraries, for LD_LIBRARY_PATH. */
export function libraryFolders(tree) {
  const found = [];
  for (const base of ["usr/lib", "lib"]) {
    const folder = path.join(tree, base);
    if (!fs.existsSync(folder)) continue;
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!/\.so(\.|$)/.test(entry.name)) continue;
      const parent = entry.parentPath ?? entry.path;
      if (!found.includes(parent)) found.push(parent);
    }
  }
  return found.sort((a, b) => a.length - b.length);
}
