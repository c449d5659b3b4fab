// Adds to package-lock.json the platform packages that the registry at hand did not offer.
//   node scripts/complete-lockfile.mjs [--check] [--integrity]
//
// `npm install` silently leaves out an optional package it cannot find, and `npm ci` then refuses
// the whole lockfile, on every machine. An entry with name, version and platform is all `npm ci`
// asks for: it never fetches packages of other platforms. On those platforms it would install them
// unchecked: `--integrity` asks the registry at hand for the hashes that are missing.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./stores/folders.mjs";

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "wasm32"];

/** The platform a package name like `@next/swc-linux-x64-musl` speaks of. */
export function platformOf(name) {
  const words = name.split("/").pop().split(/[-.]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const musl = words.some((word) => word.startsWith("musl"));
  const libc = musl ? ["musl"] : words.includes("gnu") ? ["glibc"] : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc }), ...(os && { os: [os] }) };
}

/** The version of `name` that a package lying at `from` would load. */
function resolvedVersion(packages, from, name) {
  for (let base = from; ; ) {
    const found = packages[`${base ? `${base}/` : ""}node_modules/${name}`];
    if (found || !base) return found?.version;
    base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")));
  }
}

/** Entries for every optional dependency of an exact version that the lockfile lacks. */
export function missingEntries(packages) {
  const found = {};
  for (const [where, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      if (!platform.cpu || !/^\d/.test(version)) continue;
      if (resolvedVersion(packages, where, name) === version) continue;
      // Beside its parent, or inside it when another version already lies there.
      const beside = `${where.slice(0, where.lastIndexOf("node_modules/"))}node_modules/${name}`;
      const place = packages[beside] ? `${where}/node_modules/${name}` : beside;
      found[place] = { version, ...(entry.dev && { dev: true }), optional: true, ...platform };
    }
  }
  return found;
}

/** Names and versions of the entries whose contents nothing vouches for. */
export function withoutIntegrity(packages) {
  return Object.entries(packages)
    .filter(([where, entry]) => where !== "" && !entry.link && !entry.inBundle && !entry.integrity)
    .map(([where, { version }]) => ({ where, name: where.split("node_modules/").pop(), version }));
}

/** The hash the registry names for a version, or undefined when it does not have it. */
function publishedIntegrity({ name, version }) {
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
  try {
    const text = execFileSync("npm", ["view", `${name}@${version}`, "dist.integrity"], options);
    return /^sha512-[A-Za-z0-9+/]+={0,2}$/.exec(text.trim())?.[0];
  } catch {
    return undefined;
  }
}

/** Answers how many hashes it could add. */
function addIntegrity(packages) {
  const entries = withoutIntegrity(packages);
  const known = new Map();
  let added = 0;
  for (const entry of entries) {
    const key = `${entry.name}@${entry.version}`;
    if (!known.has(key)) known.set(key, publishedIntegrity(entry));
    const integrity = known.get(key);
    if (!integrity) continue;
    const { version, ...rest } = packages[entry.where];
    packages[entry.where] = { version, integrity, ...rest };
    added += 1;
  }
  return { added, missing: entries.length - added };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const file = path.join(root, "package-lock.json");
  const lock = JSON.parse(fs.readFileSync(file, "utf8"));
  const missing = missingEntries(lock.packages);
  const names = Object.keys(missing);
  if (process.argv.includes("--integrity") && names.length === 0) {
    const { added, missing: left } = addIntegrity(lock.packages);
    if (added > 0) fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(`Added ${added} hashes; ${left} packages are not in the registry at hand.`);
  } else if (names.length === 0) {
    console.log("The lockfile names every platform package.");
  } else if (process.argv.includes("--check")) {
    console.error(`package-lock.json lacks ${names.length} platform packages, and npm ci will fail.
Run: node scripts/complete-lockfile.mjs\n${names.join("\n")}`);
    process.exit(1);
  } else {
    const all = Object.entries({ ...lock.packages, ...missing });
    lock.packages = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(`Added ${names.length} platform packages.`);
  }
}
