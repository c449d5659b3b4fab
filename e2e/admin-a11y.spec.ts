import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { signInAsAdmin } from "./staff.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

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

async function look(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await expect(page.locator("h1")).toHaveCount(1);
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${path}: ${id} ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the back office, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme });
    const found: string[] = [];
    for (const path of await routes(page)) found.push(...(await look(page, path)));
    expect(found).toEqual([]);
  });
}

test("no page is wider than a narrow phone, and each has a title of its own", async ({ page }) => {
  test.setTimeout(180_000);
  const paths = await routes(page);
  await page.setViewportSize({ width: 320, height: 700 });
  const wide: string[] = [];
  const titles = new Map<string, string>();
  for (const path of paths) {
    await page.goto(path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) wide.push(`${path}: ${over} px`);
    const title = await page.title();
    expect(title).toMatch(/ · Frolic$/);
    expect(titles.get(title), `${path} has the title of another page`).toBeUndefined();
    titles.set(title, path);
  }
  expect(wide).toEqual([]);
});
