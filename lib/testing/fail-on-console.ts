import { afterEach, beforeEach, vi } from "vitest";

const calls: string[] = [];

/** Noise is failure: a test that writes to console.error or console.warn has something to say. */
beforeEach(() => {
  calls.length = 0;
  for (const level of ["error", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
      calls.push(`${level}: ${args.map(String).join(" ")}`);
    });
  }
});

afterEach(() => {
  const seen = calls.splice(0);
  if (seen.length > 0) throw new Error(`unexpected console output:\n${seen.join("\n")}`);
});
