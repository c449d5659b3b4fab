// A second copy of the clone to build in, so that a running product keeps the build it serves.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../stores/folders.mjs";

const LEFT_OUT = new Set(["node_modules", ".git", ".next", ".frolic", "dist", "test-results"]);

export function copyForBuild(target) {
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(root).filter((entry) => !LEFT_OUT.has(entry))) {
    fs.cpSync(path.join(root, name), path.join(target, name), { recursive: true });
  }
  // Hard links where the file system allows them: packages are many files and never written to.
  const [from, to] = [path.join(root, "node_modules"), path.join(target, "node_modules")];
  if (spawnSync("cp", ["-al", from, to], { stdio: "ignore" }).status !== 0) {
    fs.rmSync(to, { recursive: true, force: true });
    fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
  return target;
}
