import { expect, type Page, test } from "@playwright/test";
import { lookAround } from "./look-around.ts";
import { signInAsAdmin } from "./staff.ts";

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
    ...["/draws", "/system", "/system/activity", "/campaigns/cmp_nothing"],
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

for (const [name, pathsOf] of Object.entries(rooms)) {
  test(`${name} are free of barriers by day and by night and fit a narrow phone`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    expect(await lookAround(page, await pathsOf(page))).toEqual([]);
  });
}

test("each page of the back office has a title of its own", { tag: "@full" }, async ({ page }) => {
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
