import { readFileSync } from "node:fs";
import { hashSync } from "@node-rs/argon2";
import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "#lib/identity/hash-password.ts";

/** Processor time of this very thread, in milliseconds; unlike delays it does not depend on what else runs. */
function threadCpuMs(): number {
  const stat = readFileSync("/proc/thread-self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const hashes = 20;

it("hashes passwords on other threads than the event loop's", async () => {
  const stored = await hashPassword("correct horse battery staple");
  const before = threadCpuMs();
  for (let index = 0; index < hashes; index++) {
    expect(await verifyPassword(stored, "correct horse battery staple")).toBe(true);
  }
  const off = threadCpuMs() - before;
  // The control: the same cost on this thread.
  const start = threadCpuMs();
  for (let index = 0; index < hashes; index++) {
    hashSync("x", { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  }
  const on = threadCpuMs() - start;
  expect(on).toBeGreaterThan(50);
  expect(off).toBeLessThan(on / 4);
});
