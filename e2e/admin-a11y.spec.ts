import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { signInAsAdmin } from "./staff.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
/** What colours decide: all else is the same by night. */
const schemeRules = ["color-contrast", "link-in-text-block"];

test.beforeEach(async ({ context }) => signInAsAdmin(context));

async function firstLink(page: Page, path: string): Promise<string> {
  await page.goto(path);
  const href = await page.locator("tbody th a[href]").first().getAttribute("href");
  expect(href).not.toBeNull();
  return href ?? "";
}

async function routes(page: Page): Promise<string[]> {
  const live = await firstLink(page, "/campaigns?state=live");
  const ended = await firstLink(page, "/campaigns?state=ended");
  const pool = await firstLink(page, "/pools");
  const brand = await firstLink(page, "/brands");
  const play = await firstLink(page, "/draws");
  const tabs = ["games", "prizes", "draws", "share", "activity", "settings", "edit"];
  return [
    ...["/", "/campaigns", "/campaigns/new", "/brands", "/brands/new"],
    ...["/pools", "/pools/new", "/draws", "/system", "/campaigns/cmp_nothing"],
    ...[live, ended, pool, `${pool}/import`, brand, play],
    ...tabs.map((tab) => `${live}/${tab}`),
  ];
}

async function findBarriers(page: Page, path: string, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(tags)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${path}: ${id} ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

/** Colours glide from one scheme to the other, and halfway they are neither. */
async function wearScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    const glides = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(glides.map(({ finished }) => finished));
  });
}

/** Loading a page is what takes the time, so each is loaded once and looked at in every way. */
test("every page of the back office is free of barriers, day and night, and fits a narrow phone", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const window = page.viewportSize();
  if (!window) throw new Error("The project has no window.");
  const found: string[] = [];
  const titles = new Map<string, string>();
  for (const path of await routes(page)) {
    await page.setViewportSize(window);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(path);
    await expect(page.locator("h1")).toHaveCount(1);
    found.push(...(await findBarriers(page, path)));
    await wearScheme(page, "dark");
    found.push(...(await findBarriers(page, `${path} by night`, schemeRules)));

    await page.setViewportSize({ width: 320, height: 700 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) found.push(`${path}: ${over} px too wide`);
    const title = await page.title();
    expect(title).toMatch(/ · Frolic$/);
    expect(titles.get(title), `${path} has the title of another page`).toBeUndefined();
    titles.set(title, path);
  }
  expect(found).toEqual([]);
});
