// Every command finds the same state folder: one that did not would clear, or start, another product than is meant.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stateFolder } from "#scripts/stores/folders.mjs";
import { recordOf } from "#scripts/stores/process.mjs";

let clone: string;
let state: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "frolic-clone-"));
  state = join(clone, "elsewhere");
  cpSync("scripts", join(clone, "scripts"), { recursive: true });
  mkdirSync(state);
  writeFileSync(join(clone, "package.json"), '{ "type": "module" }');
  writeFileSync(join(clone, ".env"), "FROLIC_STATE_DIR=elsewhere\n");
});
afterAll(() => rmSync(clone, { recursive: true }));

test("the environment goes before .env, and .env before .frolic", () => {
  expect(stateFolder({ folder: clone, env: {} })).toBe(state);
  expect(stateFolder({ folder: clone, env: { FROLIC_STATE_DIR: "/given" } })).toBe("/given");
  expect(stateFolder({ folder: clone, env: { FROLIC_STATE_DIR: "" } })).toBe(
    join(clone, ".frolic"),
  );
  expect(stateFolder({ folder: tmpdir(), env: {} })).toBe(join(tmpdir(), ".frolic"));
});

function run(script: string) {
  const { FROLIC_STATE_DIR: _, npm_lifecycle_event: __, ...env } = process.env;
  const options = { cwd: tmpdir(), env, encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, [join(clone, "scripts", script)], options);
  return `${stdout}${stderr}`;
}

test("start, rotate-secret and reset see the product that runs on the folder named in .env", () => {
  writeFileSync(join(state, "run.json"), JSON.stringify({ owner: recordOf(process.pid) }));
  expect(run("start.mjs")).toContain(`Frolic is running already (process ${process.pid})`);
  expect(run("rotate-secret.mjs")).toContain(`Frolic is running (process ${process.pid})`);
  expect(run("reset.mjs")).toContain(`Frolic is running (process ${process.pid})`);
  writeFileSync(join(state, "run.json"), JSON.stringify({ owner: { pid: process.pid } }));
  expect(run("reset.mjs")).toContain(`Cleared ${state}`);
  expect(existsSync(join(state, "run.json"))).toBe(false);
});
