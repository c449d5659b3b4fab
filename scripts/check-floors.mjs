// Holds package-lock.json to the lowest versions that are free of known holes, and to naming no
// download addresses: where packages come from is the business of whoever installs.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { missingEntries } from "./complete-lockfile.mjs";
import { root } from "./stores/folders.mjs";

/**
 * package → [floor, what the floor closes].
 * @type {Record<string, string[]>}
 */
export const FLOORS = {
  next: ["16.4.6", "server action CPU exhaustion, proxy bypasses, upgrade SSRF"],
  react: ["19.3.1", "follows next"],
  "react-dom": ["19.3.1", "follows next"],
  sharp: ["0.35.5", "code execution through image decoding"],
  "better-auth": ["1.7.25", "rate-limit race, OAuth proxy and magic-link bypasses"],
};

/** Negative, zero or positive, as `a` is lower than, equal to or higher than `b`. */
export function compareVersions(a, b) {
  const parse = (version) => {
    const [core, suffix = ""] = version.split("-", 2);
    return { numbers: core.split(".").map(Number), suffix };
  };
  const [left, right] = [parse(a), parse(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  // A pre-release stands below its release.
  if (left.suffix === "" || right.suffix === "")
    return Number(!left.suffix) - Number(!right.suffix);
  return left.suffix.localeCompare(right.suffix, "en", { numeric: true });
}

/** What is wrong with a lockfile's packages, as sentences; an empty list when nothing is. */
export function lockfileProblems(packages, floors = FLOORS) {
  const problems = [];
  const seen = new Set();
  for (const [where, entry] of Object.entries(packages)) {
    if (entry.resolved) problems.push(`${where} names a download address`);
    const name = where.slice(where.lastIndexOf("node_modules/") + "node_modules/".length);
    if (!Object.hasOwn(floors, name) || !where) continue;
    seen.add(name);
    const [floor, reason] = floors[name];
    if (compareVersions(entry.version, floor) < 0) {
      problems.push(`${where} is ${entry.version}, below ${floor} (${reason})`);
    }
  }
  for (const name of Object.keys(floors).filter((known) => !seen.has(known))) {
    problems.push(`${name} has a floor but is not in the lockfile`);
  }
  for (const where of Object.keys(missingEntries(packages))) {
    problems.push(`${where} is missing: run node scripts/complete-lockfile.mjs`);
  }
  return problems;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const text = fs.readFileSync(path.join(root, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text);
  const problems = lockfileProblems(packages);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  console.log(
    `${Object.keys(FLOORS).length} floors hold over ${Object.keys(packages).length} packages.`,
  );
}
