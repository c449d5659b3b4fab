import { gzipSync } from "node:zlib";
import { expect, type Page, type Response, test } from "@playwright/test";
import { HINT } from "#scripts/stack/compile-hints.mjs";
import { arrangeGame } from "./player-games.ts";

interface Load {
  requests: number;
  /** Scripts that browsers are told to compile while they arrive. */
  hinted: number;
  scripts: number;
  readonly bytes: Record<string, number>;
}

/** What a page loads from its first byte on, compressed as gzip would, by kind of resource. */
function weigh(page: Page): { readonly load: Load; settle: () => Promise<void> } {
  const load: Load = { requests: 0, hinted: 0, scripts: 0, bytes: {} };
  const pending: Promise<void>[] = [];
  const add = async (response: Response) => {
    const kind = response.request().resourceType();
    const body = await response.body().catch(() => Buffer.alloc(0));
    // Fonts are compressed already.
    const size = kind === "font" ? body.length : gzipSync(body).length;
    load.bytes[kind] = (load.bytes[kind] ?? 0) + size;
    if (kind === "script") load.scripts += 1;
    if (body.subarray(0, HINT.length).equals(Buffer.from(HINT))) load.hinted += 1;
  };
  page.on("response", (response) => {
    load.requests += 1;
    pending.push(add(response));
  });
  return { load, settle: async () => void (await Promise.all(pending)) };
}

test("the player page keeps to its budget", async ({ page }) => {
  const game = await arrangeGame(true, { revealSeconds: 2 });
  const { load, settle } = weigh(page);
  await page.goto(`/p/${game.slug}`);
  await page.waitForLoadState("networkidle");
  await settle();
  test.info().annotations.push({ type: "before the pull", description: JSON.stringify(load) });
  expect(load.bytes.script).toBeLessThanOrEqual(150_000);
  expect(load.bytes.stylesheet).toBeLessThanOrEqual(12_000);
  expect(load.bytes.font).toBeLessThanOrEqual(95_000);
  expect(load.bytes.document).toBeLessThanOrEqual(20_000);
  expect(load.requests).toBeLessThanOrEqual(16);
  expect(load.hinted).toBe(load.scripts);
  expect(load.scripts).toBeGreaterThan(3);

  await page.getByRole("button", { name: "Sound off" }).click();
  await page.getByRole("button", { name: "Pull" }).click();
  await expect(page.getByRole("status")).toContainText("You won");
  await page.waitForLoadState("networkidle");
  await settle();
  test.info().annotations.push({ type: "after a win", description: JSON.stringify(load) });
  expect(load.bytes.script).toBeLessThanOrEqual(172_000);
});
