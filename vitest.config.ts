import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A known race of the Postgres driver when a connection dies; processes guard against it themselves.
    onUnhandledError: (error) => !error.stack?.includes("nextWrite"),
    projects: [
      {
        test: {
          name: "unit",
          include: ["{app,components,lib,workers,scripts,bench}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.int.test.ts", "node_modules/**"],
          setupFiles: ["lib/testing/fail-on-console.ts"],
          // None leaves state behind in a module, so files may share a thread and what it has loaded:
          // half of their time went into loading the same modules again.
          pool: "threads",
          isolate: false,
          // Simulations and forgers are bound by a processor that others may be using.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "int",
          include: ["{app,lib,workers,scripts}/**/*.int.test.ts"],
          // The long set runs under `npm run test:full` alone.
          exclude: process.env.FROLIC_FULL ? [] : ["**/*.long.int.test.ts"],
          setupFiles: ["lib/testing/fail-on-console.ts"],
          // One Postgres serves every file, so the number of files at once is what bounds its connections.
          // Most of them wait for a clock or a process, so more than there are cores.
          maxWorkers: 4,
          // The long set has tests that run for minutes.
          testTimeout: process.env.FROLIC_FULL ? 240_000 : 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
