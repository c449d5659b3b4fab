// A player at the machine, as the journeys speak of one.

import { expect, type Page } from "@playwright/test";
import { axeOn } from "./axe-on.ts";
import type { JourneyGame } from "./player-games.ts";

export function playerOn(page: Page) {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  return {
    opens: (game: JourneyGame) => page.goto(`/p/${game.slug}`),
    pulls: async () => {
      // The button works before the page runs too; these journeys are about the page.
      await page.waitForLoadState("networkidle");
      await button("Pull").click();
    },
    button,
    status: page.getByRole("status"),
    ticket: page.getByRole("article"),
    machine: page.getByRole("img", { name: /^Three reels/ }),
  };
}

/** No barrier that a machine can find, and nothing wider than the window. */
export async function expectSound(page: Page): Promise<void> {
  const { violations } = await axeOn(page)
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
