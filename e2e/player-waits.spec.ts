import { expect, test } from "@playwright/test";
import { playerOn } from "./player-actor.ts";
import { arrangeGame, holdDecisions } from "./player-games.ts";

test.describe.configure({ mode: "parallel" });

test("the reels turn before the server has answered, and the press shows at once", async ({
  page,
}) => {
  const game = await arrangeGame(false, { revealSeconds: 3 });
  const player = playerOn(page);
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/plays", async (route) => {
    await held;
    await route.continue();
  });
  await player.opens(game);
  await player.pulls();
  await expect(player.status).toHaveText("Reels are turning.");
  await expect(player.machine).toHaveAccessibleName("Three reels, turning");
  await expect(player.button("Drawing")).toHaveAttribute("aria-disabled", "true");
  answer();
  await expect(player.status).toContainText("No coupon this time.");
});

test("a result that is late is waited for, told as late and never made up", async ({
  page,
  browser,
}) => {
  const game = await arrangeGame(true, { revealSeconds: 2, isHeld: true });
  const player = playerOn(page);
  const release = await holdDecisions(game);
  try {
    await player.opens(game);
    await player.pulls();
    await expect(player.status).toHaveText("Taking longer than usual. Your play is safe.");
    await expect(player.machine).toHaveAccessibleName("Three reels, turning");
    await expect(player.status).toHaveText(
      "We have your play. The result will appear here and in My prizes.",
    );
    await expect(player.ticket).toHaveCount(0);

    // Whoever comes meanwhile is told that the figures lag.
    const other = await browser.newContext();
    const visitor = await other.newPage();
    await visitor.goto(`/p/${game.slug}`);
    await expect(visitor.getByText("Prize pool updating")).toBeVisible();
    await expect(visitor.getByRole("button", { name: "Pull" })).toBeVisible();
    await other.close();

    // The same play is still the one that is waited for after a reload.
    await page.reload();
    await expect(player.status).toHaveText(
      "We have your play. The result will appear here and in My prizes.",
    );
  } finally {
    await release();
  }
  await expect(player.status).toContainText("You won: One free coffee at Corner Roastery.");
  await expect(player.ticket.locator("code")).toContainText(/TEST-/);
});
