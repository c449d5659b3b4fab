import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settingProblems } from "#scripts/checks/store-settings.mjs";
import { restartPauseMs } from "#scripts/stack/children.mjs";
import { isReachableBy } from "#scripts/stores/folders.mjs";
import { readPostmaster } from "#scripts/stores/postgres.mjs";
import { identityOf, isAlive, isSameProcess, recordOf } from "#scripts/stores/process.mjs";
import { isRecentRedis, parseRedisVersion } from "#scripts/stores/redis.mjs";

test("a postmaster file says who runs and whether it accepts connections", () => {
  const lines = ["4711", "/data", "1795", "5432", "", "127.0.0.1", "1234", "ready   ", ""];
  expect(readPostmaster(lines.join("\n"))).toEqual({ pid: 4711, isReady: true });
  expect(readPostmaster("4711\n/data\n")).toEqual({ pid: 4711, isReady: false });
});

test.each([
  ["Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc", "7.0.15", true],
  ["Valkey server v=8.1.0 sha=00000000:0", "8.1.0", true],
  ["Redis server v=6.0.16 sha=00000000:0", "6.0.16", false],
  ["something else", undefined, false],
])("%s", (text, version, recent) => {
  expect(parseRedisVersion(text)).toBe(version);
  expect(isRecentRedis(version)).toBe(recent);
});

test("the pause before a restart doubles and stays bounded", () => {
  expect([1, 2, 3, 4].map(restartPauseMs)).toEqual([250, 500, 1_000, 2_000]);
  expect(restartPauseMs(50)).toBe(15_000);
});

test("a process is itself, and never a later one with the same id", () => {
  const record = recordOf(process.pid);
  expect(isAlive(process.pid)).toBe(true);
  expect(isSameProcess(record)).toBe(true);
  expect(isSameProcess({ ...record, identity: "another start" })).toBe(false);
  expect(identityOf(2 ** 30)).toBeUndefined();
  expect(isSameProcess({ pid: 2 ** 30, identity: undefined })).toBe(false);
});

test("a folder below a private one is not reachable by somebody else", () => {
  const base = mkdtempSync(join(tmpdir(), "frolic-reach-"));
  const inner = join(base, "inner", "data");
  mkdirSync(inner, { recursive: true });
  const stranger = { uid: 54_321, gid: 54_321 };
  chmodSync(base, 0o700);
  expect(isReachableBy(inner, stranger)).toBe(false);
  chmodSync(base, 0o711);
  expect(isReachableBy(inner, stranger)).toBe(true);
  rmSync(base, { recursive: true });
});

test("a setting that endangers durability is named with its remedy", () => {
  const wanted = { fsync: "on", mode: "always" };
  const fix = (name: string, value: string) => `set ${name} ${value}`;
  expect(settingProblems(wanted, { fsync: "off", mode: undefined }, fix)).toEqual([
    { words: "fsync is off", fix: "set fsync on" },
  ]);
});
