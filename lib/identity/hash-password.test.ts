import { hashSync } from "@node-rs/argon2";
import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "#lib/identity/hash-password.ts";
import { threadCpuMs } from "#lib/testing/thread-cpu.ts";

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
