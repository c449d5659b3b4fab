import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { envSchema } from "#lib/platform/env.ts";
import { listSources, readImportGraph, readImports } from "#lib/testing/import-graph.ts";
import { findViolations } from "#lib/testing/layers.ts";

const root = process.cwd();
const folders = ["app", "components", "lib", "workers"];
const sources = listSources(root, folders);
const text = (path: string) => readFileSync(path, "utf8");

describe("the direction of imports", () => {
  it("holds in the whole tree", () => {
    const graph = readImportGraph(root, folders);
    expect(graph.length).toBeGreaterThan(20);
    expect(findViolations(graph)).toEqual([]);
  });

  it.each([
    ["lib/platform/planted.ts", 'import { x } from "#lib/plays/store.ts";'],
    ["lib/fairness/planted.ts", 'import { createHmac } from "node:crypto";'],
    ["lib/pacing/planted.ts", 'import { Redis } from "ioredis";'],
    ["lib/coupons/planted.ts", 'import { submitPlay } from "../plays/submit-play.ts";'],
    ["lib/plays/planted.ts", 'import postgres from "postgres";'],
    ["lib/campaigns/planted.ts", 'const x = await import("#workers/worker.ts");'],
    ["components/ui/planted.tsx", 'import { openDatabase } from "#lib/platform/database.ts";'],
    ["app/planted/page.tsx", 'import { insertPlays } from "#lib/plays/store.ts";'],
    ["workers/planted.ts", 'import "server-only";'],
    ["lib/plays/planted.ts", 'export { x } from "#lib/promotions/book.ts";'],
  ])("catches a violation planted in %s", (path, planted) => {
    expect(findViolations(readImports(path, planted))).not.toEqual([]);
  });
});

describe("house rules that a linter cannot hold", () => {
  const pure = sources.filter(
    (path) => /^lib\/(fairness|pacing|rules)\//.test(path) && !/\/redis\/|\.test\.ts$/.test(path),
  );

  it("reads no clock and no chance in the pure domains", () => {
    const impure = pure.filter((path) =>
      /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/.test(text(path)),
    );
    expect(impure).toEqual([]);
  });

  it("keeps every file under 300 lines, tests under 400", () => {
    const long = sources.filter((path) => {
      const lines = text(path).split("\n").length - 1;
      return lines > (/\.test\.tsx?$/.test(path) ? 400 : 300);
    });
    expect(long).toEqual([]);
  });

  it("has no drawers: no barrels, utils, helpers, types or misc", () => {
    const drawers = sources.filter((path) =>
      /\/(index|utils|helpers|types|misc)\.tsx?$/.test(path),
    );
    expect(drawers).toEqual([]);
  });
});

describe(".env.example", () => {
  /** What scripts read that nobody sets in `.env`: of the system and of npm, of tests, and of one command by itself. */
  const notSettings = ["PATH", "LD_LIBRARY_PATH", "INIT_CWD", "FROLIC_CHROMIUM", "OWNER_PASSWORD"];

  function readBy(script: string): string[] {
    const source = text(script);
    const taken = [...source.matchAll(/\{([^{}]*)\} = process\.env\b/g)].flatMap(([, names = ""]) =>
      names.split(",").map((name) => name.split(":")[0]?.trim() ?? ""),
    );
    return [
      ...taken,
      ...[...source.matchAll(/\benv\.([A-Z]\w+)\b(?! = )/g)].map(([, name = ""]) => name),
    ];
  }

  it("documents every variable that the product and its scripts read, and no other", () => {
    const documented = [...text(".env.example").matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(
      ([, name = ""]) => name,
    );
    const scripts = readdirSync("scripts", { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".mjs"))
      .flatMap((name) => readBy(`scripts/${name}`))
      .filter((name) => name !== "");
    expect(scripts).toEqual(expect.arrayContaining([...notSettings, "FROLIC_NEXT_SECRET"]));
    const read = new Set([...Object.keys(envSchema.shape), ...scripts]);
    for (const name of notSettings) read.delete(name);
    expect(documented.sort()).toEqual([...read].sort());
  });
});
