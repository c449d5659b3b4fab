import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { expectSound, playerOn } from "./player-actor.ts";
import { arrangeGame, type JourneyGame, pauseGame } from "./player-games.ts";

test.describe.configure({ mode: "parallel" });

async function post<T>(url: URL, body: object, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
  return (await response.json()) as T;
}

/** Somebody else plays, without a browser: no cookie is kept, so each time it is another player. */
async function strangerPlays(base: string, { gameId }: JourneyGame): Promise<void> {
  const { token } = await post<{ token: string }>(new URL("/api/players", base), { gameId });
  const authorization = `Bearer ${token}`;
  await post(new URL("/api/plays", base), { playId: randomUUID(), gameId }, { authorization });
}

/** The page asks for the public figures again, as it does by itself every fifteen seconds. */
const lookAgain = (page: Page) => page.evaluate(() => dispatchEvent(new Event("online")));

test("a game whose coupons are gone says so, to who comes and to who is there", async ({
  page,
}) => {
  const game = await arrangeGame(true, { quantity: 1, revealSeconds: 2 });
  const player = playerOn(page);
  await player.opens(game);
  await page.waitForLoadState("networkidle");
  await expect(player.button("Pull")).toBeVisible();
  await expect(async () => {
    await strangerPlays(page.url(), game);
    const view = await fetch(new URL(`/api/games/${game.gameId}`, page.url()));
    expect(await view.json()).toMatchObject({ state: "sold_out" });
  }).toPass({ timeout: 60_000, intervals: [300] });

  await lookAgain(page);
  await expect(player.status).toHaveText("All coupons of this game are gone.");
  await expect(player.button("Closed")).toHaveAttribute("aria-disabled", "true");
  await page.reload();
  await expect(player.status).toHaveText("All coupons of this game are gone.");
  await expectSound(page);
});

test("a pull that comes just after a pause is refused in words, and nothing was played", async ({
  page,
}) => {
  const game = await arrangeGame(true, { revealSeconds: 2 });
  const player = playerOn(page);
  // The page has not heard of it yet, however long this takes.
  await page.route("**/api/games/*", (route) => route.abort());
  await player.opens(game);
  await page.waitForLoadState("networkidle");
  await pauseGame(game);
  await player.button("Pull").click();
  await expect(player.status).toHaveText("The game is paused. Try again when it goes on.");
  await expect(player.machine).toHaveAccessibleName("Three reels");
  await page.unroute("**/api/games/*");
  await page.reload();
  await expect(player.status).toContainText("The game is paused.");
});

test("a crowd from one address is asked to wait, and may pull when the wait is over", async ({
  page,
}) => {
  // Outside a hall, an address gets a handful of new players an hour.
  const game = await arrangeGame(false, { hallMode: false, revealSeconds: 2 });
  const player = playerOn(page);
  await page.clock.install();
  await player.opens(game);
  await page.waitForLoadState("networkidle");
  const statuses = await page.evaluate(async (gameId) => {
    const answers: number[] = [];
    while (answers.length < 100 && answers.at(-1) !== 429) {
      const body = JSON.stringify({ gameId });
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", credentials: "omit", body, headers } as const;
      answers.push((await fetch("/api/players", init)).status);
    }
    return answers;
  }, game.gameId);
  expect(statuses.at(-1)).toBe(429);

  await player.button("Pull").click();
  await expect(player.status).toHaveText(/Try again in \d+ s\.$/);
  await expect(player.button("One moment")).toHaveAttribute("aria-disabled", "true");
  await expect(player.machine).toHaveAccessibleName("Three reels");
  await expectSound(page);
  const seconds = Number(/in (\d+) s/.exec((await player.status.textContent()) ?? "")?.[1]);
  await page.clock.fastForward(seconds * 1_000);
  await expect(player.status).toHaveText("One play per person. Counted per browser.");
  await expect(player.button("Pull")).toBeVisible();
});
