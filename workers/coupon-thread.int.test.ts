import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { importLimits } from "#lib/coupons/contract.ts";
import type { SealOrder } from "#lib/coupons/seal-rows.ts";
import { sealBeside } from "#lib/coupons/sealing-thread.ts";

// The thread as the build makes it, in a folder of its own.

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frolic-thread-"));
  file = join(folder, "coupon-thread.mjs");
  await build({
    entryPoints: ["workers/coupon-thread.ts"],
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    logLevel: "silent",
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const order = (): SealOrder => ({
  importId: randomUUID(),
  brand: { id: 1, brandId: randomUUID(), key: Buffer.alloc(32, 1) },
  hmacKey: Buffer.alloc(32, 2),
  source: {
    kind: "csv",
    options: { delimiter: ",", hasHeader: true, column: 0 },
    limits: importLimits,
  },
});

let nextId = 1;
const takeIds = async (count: number) => {
  nextId += count;
  return [{ from: nextId - count, to: nextId - 1 }];
};

async function* pieces(count: number, taken: { pieces: number }, line = "CODE-0001-AAAA\n") {
  yield Buffer.from("code\n");
  for (let piece = 0; piece < count; piece++) {
    taken.pieces += 1;
    yield Buffer.from(line.repeat(1_000));
  }
}

it("seals every row of a file on its thread", async () => {
  const blocks: number[] = [];
  for await (const block of sealBeside(order(), pieces(40, { pieces: 0 }), takeIds, file)) {
    blocks.push(block.rows);
    expect(Buffer.from(block.bytes).includes("CODE-0001")).toBe(false);
  }
  expect(blocks.reduce((sum, rows) => sum + rows, 0)).toBe(40_000);
});

it("takes no more of the file than it can use while nobody takes its blocks", async () => {
  const taken = { pieces: 0 };
  const blocks = sealBeside(order(), pieces(1_000, taken), takeIds, file);
  await blocks.next();
  expect(taken.pieces).toBeLessThan(10);
  await blocks.return(undefined);
  expect(taken.pieces).toBeLessThan(10);
});

it("hands a refusal over by its code, and nothing of the file with it", async () => {
  const run = async () => {
    const text = pieces(1, { pieces: 0 }, `SECRET-1,"SECRET-2\n`);
    for await (const _ of sealBeside(order(), text, takeIds, file));
  };
  const error = await run().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "AppError", code: "import_malformed" });
  const { message, cause } = error as Error;
  expect(`${message} ${JSON.stringify(cause)}`).not.toContain("SECRET");
});

it("ends with an upload that breaks off, and says why", async () => {
  async function* broken() {
    yield Buffer.from("code\nA-1\n");
    throw new Error("the line went dead");
  }
  const run = async () => {
    for await (const _ of sealBeside(order(), broken(), takeIds, file));
  };
  await expect(run()).rejects.toThrow("the line went dead");
});
