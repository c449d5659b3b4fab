// Is the build that lies in dist/ and .next/ the build of these sources?
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { root } from "../stores/folders.mjs";

const FOLDERS = ["app", "components", "lib", "workers", "public"];
export const FILES = [
  "next.config.ts",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "scripts/build.mjs",
  "scripts/stack/compile-hints.mjs",
  "tsconfig.json",
];
const NOT_BUILT = /\.(test|spec)\.tsx?$/;
export const stampFile = path.join(root, "dist", "build-id");

function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_BUILT.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** A hash over every file that goes into the build. */
export function sourceHash(base = root) {
  const files = [
    ...FOLDERS.flatMap((folder) => filesBelow(path.join(base, folder))),
    ...FILES.map((file) => path.join(base, file)).filter((file) => fs.existsSync(file)),
  ].sort();
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`\0${path.relative(base, file)}\0`).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 20);
}

export function builtHash(base = root) {
  try {
    return fs.readFileSync(path.join(base, "dist", "build-id"), "utf8").trim();
  } catch {
    return undefined;
  }
}

export function isBuilt(base = root) {
  const complete = ["dist/cli.mjs", ".next/BUILD_ID"].every((file) =>
    fs.existsSync(path.join(base, file)),
  );
  return complete && builtHash(base) === sourceHash(base);
}
