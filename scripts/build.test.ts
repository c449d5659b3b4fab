import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { buildBoth } from "#scripts/build.mjs";
import { endTracked, track } from "#scripts/stack/spawned.mjs";
import { isAlive } from "#scripts/stores/process.mjs";

/** Stands in for `next build`: works until it is ended, or for as long as it takes. */
function longWork(program = "setInterval(() => {}, 1000)") {
  const child = track(spawn(process.execPath, ["-e", program], { stdio: "ignore" }));
  return { child, ended: once(child, "exit").then(([code]) => code as number | null) };
}

test("a bundle that fails ends the other build, and its own words are what is told", async () => {
  const { child, ended } = longWork();
  const failing = async () => {
    throw new Error("Could not resolve ./gone.ts");
  };
  await expect(buildBoth(() => ended, failing)).rejects.toThrow("./gone.ts");
  expect(isAlive(child.pid)).toBe(false);
});

test("a build that fails is told after the bundles are written", async () => {
  let written = false;
  const bundle = async () => {
    await longWork("").ended;
    written = true;
  };
  const failing = async () => {
    throw new Error("next could not be started");
  };
  await expect(buildBoth(failing, bundle)).rejects.toThrow("could not be started");
  expect(written).toBe(true);
  expect(await buildBoth(async () => 0, bundle)).toBe(0);
});

test("ending what was started answers when it is gone, whatever it does with the request", async () => {
  const { child, ended } = longWork();
  await endTracked();
  expect(isAlive(child.pid)).toBe(false);
  await ended;
});
