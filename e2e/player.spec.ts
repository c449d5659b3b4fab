import { expect, type Page, test } from "@playwright/test";
import { expectSound, playerOn } from "./player-actor.ts";
import { arrangeGame, holdDecisions } from "./player-games.ts";

// Each has a game of its own, and most of their time is the reels'.
test.describe.configure({ mode: "parallel" });

interface Shifts {
  readonly shift: number;
  /** What moved, for the one who has to find out why. */
  readonly moved: readonly string[];
}

/** Shifts of the layout that no input explains, summed as browsers do. */
async function countShifts(page: Page): Promise<() => Promise<Shifts>> {
  await page.addInitScript(() => {
    const sums = { shift: 0, moved: [] as string[] };
    const nameOf = (node: Node | null) =>
      node instanceof Element ? `${node.tagName} ${node.getAttribute("class")}` : node?.nodeName;
    Object.assign(window, { frolicShifts: sums });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { hadRecentInput, value, sources } = entry as PerformanceEntry & {
          hadRecentInput: boolean;
          value: number;
          sources: readonly { node: Node | null }[];
        };
        if (hadRecentInput) continue;
        sums.shift += value;
        sums.moved.push(...sources.map(({ node }) => `${value.toFixed(3)} ${nameOf(node)}`));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { frolicShifts: Shifts }).frolicShifts);
}

test("a pull wins a coupon, and its ticket is there again after a reload", async ({ page }) => {
  const game = await arrangeGame(true, { revealSeconds: 3 });
  const player = playerOn(page);
  const shifts = await countShifts(page);
  await player.opens(game);
  await expectSound(page);
  await player.pulls();
  await expect(player.machine).toHaveAccessibleName("Three reels, turning");
  await expect(player.status).toContainText("You won: One free coffee at Corner Roastery");
  await expect(player.machine).toHaveAccessibleName(
    "Three reels: Corner Roastery, Corner Roastery, Corner Roastery",
  );
  await expect(player.ticket.getByRole("heading")).toBeFocused();
  const shown = await player.ticket.locator("code").textContent();
  const code = shown?.replace("Your code: ", "").trim() ?? "";
  expect(game.codes).toContain(code);
  const { shift, moved } = await shifts();
  expect(shift, moved.join("\n")).toBeLessThanOrEqual(0.02);
  await expectSound(page);

  await player.button("Save coupon").click();
  await expect(page.getByRole("img", { name: `QR code of ${code}` })).toBeVisible();
  await expectSound(page);

  await page.reload();
  await expect(player.ticket.locator("code")).toContainText(code);
  await page.getByRole("link", { name: "My prizes" }).click();
  await expect(player.ticket).toHaveCount(1);
  await expect(player.ticket).not.toContainText(code);
  await player.button("Show code").click();
  await expect(player.ticket.locator("code")).toContainText(code);
  await expectSound(page);
});

test("a pull without a coupon says so plainly and when the next one is", async ({ page }) => {
  const inThreeDays = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const game = await arrangeGame(false, {
    revealSeconds: 2,
    playsPerDay: true,
    endsAt: inThreeDays,
  });
  const player = playerOn(page);
  await player.opens(game);
  await expect(player.status).toHaveText("One play per person today. Counted per browser.");
  await player.pulls();
  await expect(player.status).toHaveText(
    "No coupon this time. Next play: tomorrow, 00:00 (Berlin).",
  );
  await expect(player.ticket).toHaveCount(0);
  await expect(player.button("Back tomorrow")).toHaveAttribute("aria-disabled", "true");
  await expectSound(page);
});

test("a double click is one play, and a second play is refused with a reason", async ({ page }) => {
  const game = await arrangeGame(false, { revealSeconds: 2 });
  const player = playerOn(page);
  const submitted: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/plays")) {
      submitted.push((request.postDataJSON() as { playId: string }).playId);
    }
  });
  await player.opens(game);
  await page.waitForLoadState("networkidle");
  await player.button("Pull").dblclick();
  await expect(player.status).toContainText("No coupon this time.");
  expect(new Set(submitted).size).toBe(1);

  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await player.pulls();
  await expect(player.status).toHaveText("You have used all your plays of this game.");
});

test("a reload in the middle of the spin goes on with the same play", async ({ page }) => {
  const game = await arrangeGame(true, { revealSeconds: 7, isHeld: true });
  const player = playerOn(page);
  const submitted: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/plays")) {
      submitted.push((request.postDataJSON() as { playId: string }).playId);
    }
  });
  const release = await holdDecisions(game);
  try {
    await player.opens(game);
    await player.pulls();
    await expect(player.status).toHaveText("Drawing your result.");
    await page.reload();
    await expect(player.machine).toHaveAccessibleName("Three reels, turning");
  } finally {
    await release();
  }
  await expect(player.status).toContainText("You won");
  expect(new Set(submitted).size).toBe(1);
});

test("the result can be revealed early by the keyboard alone", async ({ page }) => {
  const game = await arrangeGame(true, { revealSeconds: 10 });
  const player = playerOn(page);
  await player.opens(game);
  await page.waitForLoadState("networkidle");
  await player.button("Pull").focus();
  await page.keyboard.press("Enter");
  await expect(player.status).toHaveText("Drawing your result.");
  await expect(player.button("Reveal now")).toBeVisible();
  await page.keyboard.press("Space");
  // Left alone, the reels would have turned for five seconds more.
  await expect(player.status).toContainText("You won", { timeout: 4_000 });
});

test("with reduced motion nothing spins and the result shows at once", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const game = await arrangeGame(true, { revealSeconds: 10 });
  const player = playerOn(page);
  await player.opens(game);
  await player.pulls();
  await expect(player.status).toHaveText("Drawing your result.");
  const running = await page.evaluate(() =>
    document.getAnimations().map((animation) => Number(animation.effect?.getTiming().duration)),
  );
  expect(running.filter((ms) => ms > 5_000)).toEqual([]);
  // Known five seconds after the pull, and seen with it: not when the reels would have stopped.
  await expect(player.status).toContainText("You won", { timeout: 8_000 });
});

test("without JavaScript the form pulls and the page asks again by itself", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const game = await arrangeGame(true, { revealSeconds: 2 });
  const player = playerOn(page);
  await player.opens(game);
  await player.button("Pull").click();
  await expect(player.status).toHaveText("You won: One free coffee at Corner Roastery.", {
    timeout: 15_000,
  });
  await page.getByRole("button", { name: "Show my code" }).click();
  expect(game.codes).toContain((await page.locator("code").textContent())?.trim());

  await player.opens(game);
  await player.button("Pull").click();
  await expect(player.status).toHaveText("You have won as often as this game allows.");
  await context.close();
});

test("a connection that drops is said, and the stored result is read on return", async ({
  page,
  context,
}) => {
  const game = await arrangeGame(true, { revealSeconds: 6, isHeld: true });
  const player = playerOn(page);
  const release = await holdDecisions(game);
  try {
    await player.opens(game);
    await player.pulls();
    await expect(player.status).toHaveText("Drawing your result.");
    await context.setOffline(true);
    await expect(player.status).toHaveText("Connection lost, trying again…");
  } finally {
    await release();
  }
  // Decided while nobody could be told.
  await context.setOffline(false);
  await expect(player.status).toContainText("You won", { timeout: 20_000 });
});

test("age and consent are asked once and then it is straight to the pull", async ({ page }) => {
  const rules = { minimumAge: 18, consentText: "I agree to the rules." };
  const game = await arrangeGame(false, { revealSeconds: 2, playsPerPlayer: 2, rules });
  const player = playerOn(page);
  await player.opens(game);
  await expectSound(page);
  await player.pulls();
  await expect(player.machine).toHaveAccessibleName("Three reels");
  await page.getByRole("checkbox", { name: "I am 18 or older." }).check();
  await page.getByRole("checkbox", { name: "I agree to the rules." }).check();
  await player.button("Pull").click();
  await expect(player.status).toHaveText("No coupon this time. You have another play.");
  await player.button("Pull again").click();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(player.button("Pull")).toBeVisible();
});
