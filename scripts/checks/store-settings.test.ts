import { expect, test } from "vitest";
import { isCacheShared } from "#scripts/checks/store-settings.mjs";

const REDIS_URL = "redis://plays.internal";

test.each([
  ["nothing is set", {}, false],
  ["production without a Redis for caches", { NODE_ENV: "production" }, true],
  ["a Redis of the operator's for everything", { REDIS_URL }, true],
  ["development on one Redis", { NODE_ENV: "development", REDIS_URL }, false],
  ["the same Redis twice", { REDIS_URL, REDIS_CACHE_URL: REDIS_URL }, true],
  ["one of its own", { REDIS_URL, REDIS_CACHE_URL: "redis://cache.internal" }, false],
])("whether caches share a Redis: %s", (_name, env, expected) => {
  expect(isCacheShared(env)).toBe(expected);
});
