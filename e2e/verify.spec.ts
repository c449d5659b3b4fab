import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { readLines } from "#lib/plays/proof/read-lines.ts";
import { verifyLog } from "#lib/plays/proof/verify-log.ts";
import { expectSound } from "./player-actor.ts";
import { endAndReveal, playGame, tamperWith, voidOnePlay, withDatabase } from "./verify-games.ts";

test.describe.configure({ mode: "parallel" });

async function checks(page: Page, playId: string, verdict: string | RegExp): Promise<void> {
  await page.goto(`/verify/${playId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check a play");
  await expect(page.getByRole("status")).toContainText(verdict);
  await expectSound(page);
}

const step = (page: Page, title: string) => page.getByRole("listitem").filter({ hasText: title });

test("a play of a game that is over is computed again, from its seed to a signed head", async ({
  page,
}) => {
  const game = await playGame(page, { wins: true, pulls: 3 });
  const [first = ""] = game.plays;
  // While the game runs nothing may be told, and the page says when it will be.
  await checks(page, first, "Not to be checked yet");
  await expect(page.getByRole("status")).toContainText("The game ends");
  const sealed = await page.request.get(`/api/plays/${first}/proof`);
  expect(await sealed.json()).toMatchObject({ isRevealed: false, evidence: null });
  expect((await page.request.get(`/api/games/${game.gameId}/chain`)).status()).toBe(404);

  await endAndReveal(game);
  await expect
    .poll(async () => {
      const proof = await page.request.get(`/api/plays/${first}/proof`);
      return (await proof.json()).evidence?.head !== null;
    })
    .toBe(true);
  await checks(page, first, "This play is genuine");
  await expect(page.getByText("Won: A free coffee at Corner Roastery.")).toBeVisible();
  const list = page.getByRole("list").first();
  await expect(list.getByRole("listitem")).toHaveCount(8);
  await expect(list.getByText("agrees", { exact: true })).toHaveCount(8);
  const draw = step(page, "The draw is yours");
  await draw.locator("summary").click();
  await expect(draw.getByText(`frolic-draw-v1|${game.gameId}|${first}|`)).toBeVisible();
  await expectSound(page);
});

test("a play that somebody changed in the database is shown in red", async ({ page }) => {
  const game = await playGame(page, { wins: true, pulls: 3 });
  const [changed = "", neighbour = ""] = game.plays;
  await endAndReveal(game);
  await checks(page, changed, "This play is genuine");
  await tamperWith(changed);
  await checks(page, changed, "This play does not add up");
  await expect(step(page, "The row stands in its batch")).toContainText("differs");
  const verdict = page.locator(".verdict");
  await expect(verdict).toHaveCSS("background-color", "rgb(185, 41, 15)");
  // What was not touched is still right where it stands alone, and the whole log tells.
  await page.goto(`/verify/${neighbour}`);
  await expect(page.getByRole("status")).toContainText(/genuine|does not add up/);
});

test("one changed digit on the way to the browser is caught", async ({ page }) => {
  const game = await playGame(page, { wins: true, pulls: 1 });
  const [play = ""] = game.plays;
  await endAndReveal(game);
  await page.route(`**/api/plays/${play}/proof`, async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replace(
      /"salt":"(.)/,
      (_, digit) => `"salt":"${digit === "0" ? "1" : "0"}`,
    );
    await route.fulfill({ response: answer, body: text });
  });
  await checks(page, play, "This play does not add up");
  await expect(step(page, "The draw is yours")).toContainText("differs");
});

test("a play that could not be decided says why", async ({ page }) => {
  const game = await playGame(page, { wins: true, pulls: 1 });
  const voided = await voidOnePlay(game);
  await endAndReveal(game);
  await checks(page, voided, "This play is void");
  await expect(page.getByRole("status")).toContainText("It could not be decided.");
});

test("a losing play that got a coupon at the close shows both", async ({ page }) => {
  const game = await playGame(page, { wins: false, pulls: 2, quantity: 1 });
  await endAndReveal(game);
  const awarded = await withDatabase(async (sql) => {
    const [row] = await sql<{ play_id: string }[]>`
      select play_id from second_chance_award where game_id = ${game.gameId}`;
    return row?.play_id ?? "";
  });
  expect(game.plays).toContain(awarded);
  await checks(page, awarded, "This play is genuine");
  await expect(page.getByText("No coupon.", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Second chance" })).toContainText("number 1");
  await expect(step(page, "What was said about this play later")).toContainText("agrees");
});

test("an id without a play, and a record that cannot be read, are said to be so", async ({
  page,
}) => {
  await checks(page, randomUUID(), "No such play");
  await checks(page, "not-an-id", "No such play");
  const playId = randomUUID();
  await page.route(`**/api/plays/${playId}/proof`, (route) => route.abort());
  await checks(page, playId, "The record could not be read");
  await page.unroute(`**/api/plays/${playId}/proof`);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("status")).toContainText("No such play");
});

test("the fairness page has the promise from the start and the log after the end", async ({
  page,
}) => {
  const game = await playGame(page, { wins: true, pulls: 4 });
  const path = `/c/${game.slug}/fairness`;
  const log = `${path}/${game.gameId}/log.json`;
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Fairness");
  await expect(page.getByText(/^[0-9a-f]{64}$/)).toHaveCount(1);
  await expect(page.getByText("There are 200 coupons.")).toBeVisible();
  await expect(page.getByRole("cell", { name: "after the game" })).toBeVisible();
  await expect(page.getByRole("link", { name: /Download the log/ })).toHaveCount(0);
  await expectSound(page);
  expect((await page.request.get(log)).status()).toBe(404);

  await endAndReveal(game);
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByRole("link", { name: /Download the log/ })).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await expect(page.getByText("4 plays were decided, 4 of them won.")).toBeVisible();
  await expectSound(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /Download the log/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`frolic-${game.gameId.slice(0, 8)}.json`);
  const text = await readFile(await download.path(), "utf8");
  expect(await verifyLog(readLines([text], 1e7))).toMatchObject({ ok: true, plays: 4, wins: 4 });
  const damaged = text.replace(
    /("k":3,.*?"salt":")(.)/,
    (_, before, digit) => `${before}${digit === "0" ? "1" : "0"}`,
  );
  expect(await verifyLog(readLines([damaged], 1e7))).toMatchObject({
    ok: false,
    fault: { k: 3, field: "u" },
  });
});

test("the way to a check leads from the machine, the ticket and the rules", async ({ page }) => {
  const game = await playGame(page, { wins: true, pulls: 1 });
  const show = page.getByRole("button", { name: "Show code" });
  await expect(async () => {
    await page.goto(`/p/${game.slug}/prizes`);
    await expect(show).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await show.click();
  const link = page.getByRole("link", { name: "Check this draw" });
  await expect(link).toHaveAttribute("href", `/verify/${game.plays[0]}`);
  await page.getByRole("link", { name: "How we draw" }).click();
  await expect(page).toHaveURL(`/c/${game.slug}/fairness`);
  await page.getByRole("link", { name: "Rules & odds" }).first().click();
  await page.getByRole("link", { name: /log of every draw/ }).click();
  await expect(page).toHaveURL(`/c/${game.slug}/fairness`);
});
