import { expect, test } from "@playwright/test";
import { axeOn } from "./axe-on.ts";
import { arrangeGame } from "./player-games.ts";

test.describe.configure({ mode: "parallel" });

const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();

const states = [
  {
    name: "before the start",
    options: {
      startsAt: hours(4),
      endsAt: hours(60),
      state: "scheduled",
      campaignState: "scheduled",
    },
    says: /One play per person/,
    button: "Remind me",
  },
  {
    name: "paused",
    options: { state: "paused" },
    says: /The game is paused/,
    button: "One moment",
  },
  {
    name: "ended",
    options: { startsAt: hours(-5), endsAt: hours(-1), state: "ended" },
    says: /This game is over/,
    button: "Closed",
  },
] as const;

for (const { name, options, says, button } of states) {
  test(`a game ${name} says so in one sentence`, async ({ page }) => {
    const game = await arrangeGame(true, options);
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`/p/${game.slug}/game`);
      await expect(page.getByRole("status")).toHaveText(says);
      await expect(page.getByRole("button", { name: button, exact: true })).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `at ${width} px`).toBeLessThanOrEqual(0);
    }
    const { violations } = await axeOn(page).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
}

test("a reminder of the opening can be saved", async ({ page }) => {
  const game = await arrangeGame(true, {
    startsAt: hours(4),
    endsAt: hours(60),
    state: "scheduled",
    campaignState: "scheduled",
  });
  await page.goto(`/p/${game.slug}`);
  await page.waitForLoadState("networkidle");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Remind me" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${game.slug}.ics`);
});

test("rules, wallet and embedded game hold at every width", async ({ page }) => {
  const game = await arrangeGame(true, { look: { title: "Donaudampfschifffahrtsfest" } });
  for (const path of [`/c/${game.slug}/rules`, `/p/${game.slug}/prizes`, `/embed/${game.slug}`]) {
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${path} at ${width} px`).toBeLessThanOrEqual(0);
    }
    const { violations } = await axeOn(page).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});

test("a page of one visitor runs its own inline scripts and no others", async ({ page }) => {
  const game = await arrangeGame(true);
  const said: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|requires 'Trusted/.test(message.text())) said.push(message.text());
  });
  const own = [`/p/${game.slug}/prizes`, `/c/${game.slug}/rules`, `/p/${game.slug}?problem=paused`];
  for (const path of own) {
    const answer = await page.goto(path);
    const policy = answer?.headers()["content-security-policy"] ?? "";
    expect(policy, path).toMatch(/script-src 'self' 'nonce-[^']+';/);
    // Hydrated, so every inline script before it has run or has been refused.
    await page.waitForFunction(() => "__next_f" in window && document.readyState === "complete");
    expect(said, path).toEqual([]);
  }
  // The control: what somebody else wrote into the page is not run, and the browser says so.
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.append("document.title = 'taken over'");
    document.body.append(script);
  });
  await expect.poll(() => said.length).toBeGreaterThan(0);
  await expect(page).not.toHaveTitle("taken over");
});

test("an unknown campaign is not found", async ({ page }) => {
  const answer = await page.goto("/p/nothing-of-this-name");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
});
