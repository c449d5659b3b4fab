import { describe, expect, it } from "vitest";
import { createMicroBatch } from "#lib/platform/micro-batch.ts";

function harness(inFlightMax: number) {
  const batches: number[][] = [];
  const release: (() => void)[] = [];
  const batch = createMicroBatch<number, number>({
    sizeMax: 4,
    waitMs: 1,
    inFlightMax,
    queueMax: 10,
    full: () => new Error("full"),
    run: async (inputs) => {
      batches.push([...inputs]);
      await new Promise<void>((resolve) => release.push(resolve));
      if (inputs.includes(13)) throw new Error("unlucky");
      return inputs.map((input) => input * 2);
    },
  });
  const until = async (count: number) => {
    while (batches.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { batch, batches, release, until };
}

describe("micro-batch", () => {
  it("answers each caller with its own result", async () => {
    const { batch, release, until } = harness(2);
    const all = Promise.all([1, 2, 3].map((input) => batch.push(input)));
    await until(1);
    release[0]?.();
    expect(await all).toEqual([2, 4, 6]);
  });

  it("sends a full batch at once and gathers the rest while all slots are busy", async () => {
    const { batch, batches, release, until } = harness(1);
    const all = Promise.all([1, 2, 3, 4, 5, 6, 7].map((input) => batch.push(input)));
    await until(1);
    expect(batches).toEqual([[1, 2, 3, 4]]);
    release[0]?.();
    await until(2);
    expect(batches[1]).toEqual([5, 6, 7]);
    release[1]?.();
    await all;
    await batch.drain();
  });

  it("fails only the callers of the batch that failed, and refuses above its bound", async () => {
    const { batch, release, until } = harness(1);
    const first = Promise.allSettled([13, 1].map((input) => batch.push(input)));
    await until(1);
    const rest = Array.from({ length: 10 }, () => batch.push(5));
    await expect(batch.push(6)).rejects.toThrow("full");
    release[0]?.();
    expect((await first).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    for (let n = 1; n <= 3; n++) {
      await until(n + 1);
      release[n]?.();
    }
    expect(await Promise.all(rest)).toEqual(Array(10).fill(10));
  });
});
