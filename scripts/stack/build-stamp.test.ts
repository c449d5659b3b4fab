import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { FILES } from "#scripts/stack/build-stamp.mjs";

/** Settings of the tools beside the build, and what Next writes itself. */
const notBuilt = /^(drizzle|playwright|vitest)\.config\.ts$|^next-env\.d\.ts$/;

test("every source that lies beside the folders counts as one of the build", () => {
  const sources = readdirSync(".").filter((name) => /\.(ts|mjs)$/.test(name));
  expect(sources).toContain("next.config.ts");
  expect(sources.filter((name) => !notBuilt.test(name) && !FILES.includes(name))).toEqual([]);
});
