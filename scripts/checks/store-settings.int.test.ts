import { expect, test } from "vitest";
import { describeRedis, describeRedisCache } from "#scripts/checks/store-settings.mjs";

const url = process.env.REDIS_URL ?? "";

test("a Redis that is right for plays is noted when it is to hold the caches, and is no fault", async () => {
  expect((await describeRedis(url)).problems).toEqual([]);
  const { words, problems } = await describeRedisCache(url);
  expect(words).toContain("maxmemory-policy noeviction");
  const fix = "config set maxmemory-policy allkeys-lru";
  expect(problems).toEqual([{ words: "maxmemory-policy is noeviction", fix, isNote: true }]);
});

test("a cache that does not answer is a fault", async () => {
  expect(await describeRedisCache("redis://127.0.0.1:1")).toMatchObject({ problems: undefined });
  expect((await describeRedisCache("redis://127.0.0.1:1")).error).toBeTruthy();
});
