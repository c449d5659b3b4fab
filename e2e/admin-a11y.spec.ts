import { expect, type Page, test } from "@playwright/test";
import { axeOn } from "./axe-on.ts";
import { signInAsAdmin } from "./staff.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
/** What colours decide: all else is the same by night. */
const schemeRules = ["color-contrast", "link-in-text-block"];

test.describe.configure({ mode: "parallel" });
test.beforeEach(async ({ context }) => signInAsAdmin(context));

async function firstLink(page: Page, path: string): Promise<string> {
  await page.goto(path);
  const href = await page.locator("tbody th a[href]").first().getAttribute("href");
  expect(href).not.toBeNull();
  return href ?? "";
}

const rooms = {
  "the lists and forms": async (page: Page) => [
    ...["/", "/campaigns", "/campaigns/new", "/brands", "/brands/new", "/pools", "/pools/new"],
    ...["/draws", "/system", "/campaigns/cmp_nothing"],
    await firstLink(page, "/campaigns?state=ended&q=Warm-up"),
    await firstLink(page, "/brands"),
    await firstLink(page, "/draws"),
  ],
  "a campaign and a pool": async (page: Page) => {
    const live = await firstLink(page, "/campaigns?state=live");
    const pool = await firstLink(page, "/pools");
    const tabs = ["games", "prizes", "draws", "share", "activity", "settings", "edit"];
    return [live, ...tabs.map((tab) => `${live}/${tab}`), pool, `${pool}/import`];
  },
} as const;

async function findBarriers(page: Page, path: string, rules?: string[]): Promise<string[]> {
  const axe = axeOn(page);
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(tags)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${path}: ${id} ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

/** Colours glide from one scheme to the other, and halfway they are neither. */
async function wearScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => {
    for (const glide of document.getAnimations())
      if (glide instanceof CSSTransition) glide.finish();
  });
}

/** Each page is loaded once and looked at in every way. */
async function lookAround(page: Page, paths: readonly string[]): Promise<string[]> {
  const window = page.viewportSize();
  if (!window) throw new Error("The project has no window.");
  const found: string[] = [];
  for (const path of paths) {
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
  }
  return found;
}

for (const [name, pathsOf] of Object.entries(rooms)) {
  test(`${name} are free of barriers by day and by night and fit a narrow phone`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    expect(await lookAround(page, await pathsOf(page))).toEqual([]);
  });
}

test("each page of the back office has a title of its own", async ({ page }) => {
  const titles = new Map<string, string>();
  for (const pathsOf of Object.values(rooms)) {
    for (const path of await pathsOf(page)) {
      const html = await (await page.request.get(path)).text();
      const title = /<title>([^<]+)<\/title>/.exec(html)?.[1] ?? "";
      expect(title, path).toMatch(/ · Frolic$/);
      expect(titles.get(title), `${path} has the title of another page`).toBeUndefined();
      titles.set(title, path);
    }
  }
});
