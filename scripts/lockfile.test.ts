import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareVersions, lockfileProblems } from "#scripts/check-floors.mjs";
import { missingEntries, platformOf, withoutIntegrity } from "#scripts/complete-lockfile.mjs";
import { missingPackages, nodeProblem } from "#scripts/stack/installed.mjs";

test.each([
  ["1.2.3", "1.2.3", 0],
  ["1.10.0", "1.9.9", 1],
  ["16.4.5", "16.4.6", -1],
  ["1.0.0-beta.2", "1.0.0", -1],
  ["1.0.0-beta.10", "1.0.0-beta.9", 1],
])("version %s against %s", (left, right, sign) => {
  expect(Math.sign(compareVersions(left, right))).toBe(sign);
});

const floors = { next: ["16.4.6", "holes"] };

test("a package below its floor is named, wherever it lies", () => {
  const packages = {
    "node_modules/next": { version: "16.4.6" },
    "node_modules/other/node_modules/next": { version: "15.0.0" },
  };
  expect(lockfileProblems(packages, floors)).toEqual([
    "node_modules/other/node_modules/next is 15.0.0, below 16.4.6 (holes)",
  ]);
});

test("a floor whose package has gone is named, so that the table does not rot", () => {
  expect(lockfileProblems({}, floors)).toEqual(["next has a floor but is not in the lockfile"]);
});

test("a download address in the lockfile is refused", () => {
  const packages = { "node_modules/next": { version: "16.4.6", resolved: "https://example.org" } };
  expect(lockfileProblems(packages, floors)).toHaveLength(1);
});

test.each([
  ["@next/swc-linux-x64-musl", { cpu: ["x64"], libc: ["musl"], os: ["linux"] }],
  ["@next/swc-win32-arm64-msvc", { cpu: ["arm64"], os: ["win32"] }],
  ["@tailwindcss/oxide-wasm32-wasi", { cpu: ["wasm32"] }],
  ["@oxc-parser/binding-linux-arm-musleabihf", { cpu: ["arm"], libc: ["musl"], os: ["linux"] }],
  ["plain-package", {}],
])("the platform of %s is read from its name", (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test("a platform package the lockfile leaves out is found, beside another version of it", () => {
  const packages = {
    "node_modules/a": { version: "1.0.0", optionalDependencies: { "a-linux-x64": "1.0.0" } },
    "node_modules/a-linux-x64": { version: "0.9.0" },
    "node_modules/b": { version: "2.0.0", optionalDependencies: { "b-darwin-x64": "2.0.0" } },
  };
  expect(Object.keys(missingEntries(packages))).toEqual([
    "node_modules/a/node_modules/a-linux-x64",
    "node_modules/b-darwin-x64",
  ]);
});

test("only binaries of other platforms may lack a hash", () => {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const bare = withoutIntegrity(packages);
  const here = bare.filter(({ where, name }) => !packages[where].optional || !platformOf(name).cpu);
  expect(here).toEqual([]);
  // Filled in by `complete-lockfile.mjs --integrity` where a registry has them; there may only ever be fewer.
  expect(bare.length).toBeLessThanOrEqual(56);
});

test("a package without a hash is named; a link needs none", () => {
  const packages = {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0", integrity: "sha512-x" },
    "node_modules/a/node_modules/b": { version: "2.0.0" },
    "node_modules/c": { link: true },
  };
  expect(withoutIntegrity(packages)).toEqual([
    { where: "node_modules/a/node_modules/b", name: "b", version: "2.0.0" },
  ]);
});

test("installed packages are compared by version, optional ones may be absent", () => {
  const locked = {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "1.0.0" },
    "node_modules/c": { version: "1.0.0" },
    "node_modules/c-darwin": { version: "1.0.0", optional: true },
  };
  const installed = {
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "1.0.1" },
  };
  expect(missingPackages(locked, installed)).toEqual(["node_modules/b", "node_modules/c"]);
});

test.each([
  ["18.20.0", true],
  ["20.18.3", true],
  ["20.19.0", false],
  ["22.12.0", false],
  ["24.1.0", false],
])("Node %s is refused: %s", (version, refused) => {
  expect(nodeProblem(version) !== undefined).toBe(refused);
});
