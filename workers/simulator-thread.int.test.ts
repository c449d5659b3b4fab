import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimulationOrder, simulateModes } from "#lib/analytics/simulate-modes.ts";
import type { SimulationMessage } from "#lib/analytics/simulation-contract.ts";
import { simulateBeside } from "#lib/analytics/simulation-thread.ts";
import { defaultPacing } from "#lib/campaigns/pacing-document.ts";
import { PACING_MODES } from "#lib/pacing/pacer-config.ts";

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulator-"));
  file = join(folder, "simulator-thread.mjs");
  await build({
    entryPoints: ["workers/simulator-thread.ts"],
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "warning",
  });
});
afterAll(() => rm(folder, { recursive: true }));

function orderOf(plays: number): SimulationOrder {
  const runs = PACING_MODES.map((mode) => ({
    ...{ mode, refused: mode === "odds" ? "Not this one." : null },
    request: {
      ...{ mode, duration: 3600, seeds: 3, brands: [{ budget: 100 }, { budget: 20 }] },
      traffic: { kind: "pattern" as const, pattern: "diurnal" as const, plays },
    },
  }));
  return { runs, parts: 24, plan: defaultPacing.plan, expectedPlays: plays };
}

async function all(order: SimulationOrder, signal = new AbortController().signal) {
  const said: SimulationMessage[] = [];
  for await (const message of simulateBeside(order, signal, file)) said.push(message);
  return said;
}

it("says on a thread what it says here", async () => {
  const order = orderOf(2000);
  const said = await all(order);
  expect(said).toEqual([...simulateModes(order)]);
  expect(said.at(-1)).toMatchObject({ kind: "done", expectedPlays: 2000 });
  const modes = said.flatMap((each) => (each.kind === "mode" ? [each.mode] : []));
  expect(modes.map(({ mode }) => mode)).toEqual([...PACING_MODES]);
  expect(modes.find(({ mode }) => mode === "odds")).toMatchObject({ refused: "Not this one." });
  const [smooth] = modes;
  expect(smooth?.awards).toHaveLength(24);
  expect(smooth?.awards.at(-1)?.p50).toBeGreaterThan(110);
  expect(smooth?.perBrand).toHaveLength(2);
});

it("ends at once when nobody waits any more, and leaves room for the next", async () => {
  // Minutes of computing, each stopped in its first seconds, more of them than may run at once.
  for (let times = 0; times < 4; times++) {
    const stop = new AbortController();
    const messages = simulateBeside(orderOf(190_000), stop.signal, file);
    expect(await messages.next()).toMatchObject({ value: { kind: "progress", done: 0 } });
    const next = messages.next();
    stop.abort();
    expect(await next).toMatchObject({ done: true });
  }
});

it("refuses a third beside two", async () => {
  const stop = new AbortController();
  const two = [0, 1].map(() => simulateBeside(orderOf(190_000), stop.signal, file));
  await Promise.all(two.map((messages) => messages.next()));
  await expect(all(orderOf(10))).rejects.toMatchObject({ code: "rate_limited" });
  const ended = two.map((messages) => messages.next());
  stop.abort();
  await Promise.all(ended);
  expect((await all(orderOf(10))).at(-1)).toMatchObject({ kind: "done" });
});
