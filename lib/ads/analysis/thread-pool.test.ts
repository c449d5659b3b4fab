import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openThreadPool } from "#lib/ads/analysis/thread-pool.ts";
import { adInputSchema } from "#lib/ads/contract.ts";

const folder = mkdtempSync(join(tmpdir(), "frolic-thread-"));
afterAll(() => rmSync(folder, { recursive: true }));

const orderOf = (title: string) => ({
  input: adInputSchema.parse({
    ...{ title, description: "words", genre: "Puzzle", targetAudience: ["18-34"] },
    ...{ callToAction: "Play", duration: 30 },
  }),
  policy: [],
});

describe("a pool of threads", () => {
  it("blames the order that ends its thread, and none that went with it", async () => {
    const file = join(folder, "thread.mjs");
    writeFileSync(
      file,
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", (orders) => {
         if (orders.some(({ input }) => input.title === "end")) process.exit(1);
         parentPort.postMessage(orders.map(({ input }) => ({ analysis: { text: input.title } })));
       });`,
    );
    const pool = openThreadPool({ size: 1, file, limitMs: 60_000 });
    const titles = [...Array.from({ length: 20 }, (_, n) => `ad ${n}`), "end", "last"];
    const ended = await Promise.allSettled(titles.map((title) => pool.run(orderOf(title))));
    const said = ended.map((each) =>
      each.status === "fulfilled" ? each.value.text : each.reason.failureCause,
    );
    expect(said).toEqual([...titles.slice(0, 20), "thread_lost", "last"]);
    await pool.close();
  });
});
