import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "frolic-guard-"));
  // The three processes install it in these files; what is tested here is the thing itself, in a process of its own.
  await build({
    stdin: {
      contents: `
        import { installDriverGuard } from "#lib/platform/driver-guard.ts";
        const lines = [];
        const logger = { warn: () => lines.push("warn"), fatal: () => lines.push("fatal") };
        installDriverGuard(logger);
        process.on("exit", () => process.stdout.write(lines.join(",")));
        const error = new TypeError("Cannot read properties of null (reading 'write')");
        error.stack = error.message + "\\n    at " + process.argv[2];
        setImmediate(() => { throw error; });
        setTimeout(() => process.exit(0), 50);`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: join(folder, "guarded.mjs"),
  });
  writeFileSync(join(folder, "package.json"), "{}");
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ["nextWrite (file:///app/node_modules/postgres/src/connection.js:252:12)", 0, "warn"],
  ["Immediate.nextWrite (/app/node_modules/postgres/cjs/src/connection.js:252:12)", 0, "warn"],
  ["nextWrite (file:///app/lib/plays/connection.js:1:1)", 1, "fatal"],
  ["send (file:///app/node_modules/postgres/src/connection.js:252:12)", 1, "fatal"],
])("an uncaught error at %s ends the process: %s", (place, code, said) => {
  const { status, stdout } = spawnSync(process.execPath, [join(folder, "guarded.mjs"), place], {
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([code, said]);
});
