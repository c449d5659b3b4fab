import { expect, type Page } from "@playwright/test";
import { axeOn } from "./axe-on.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
/** What colours decide: all else is the same by night. */
const schemeRules = ["color-contrast", "link-in-text-block"];

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

/** Each page is loaded once and looked at in every way. No two of them may have one title. */
export async function lookAround(page: Page, paths: readonly string[]): Promise<string[]> {
  const window = page.viewportSize();
  if (!window) throw new Error("The project has no window.");
  const found: string[] = [];
  const titles = new Map<string, string>();
  // What a page's content policy refuses, the browser says on the console.
  page.on("console", (message) => {
    if (/Content Security Policy|requires 'Trusted/.test(message.text())) {
      found.push(`${page.url()}: ${message.text()}`);
    }
  });
  for (const path of paths) {
    await page.setViewportSize(window);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(path);
    await expect(page.locator("h1")).toHaveCount(1);
    // A page that says that it failed has no barriers either.
    const heading = await page.locator("h1").textContent();
    if (heading === "Something went wrong") found.push(`${path}: ${heading}`);
    const title = await page.title();
    const namesake = titles.get(title);
    if (namesake || !title.endsWith(" · Frolic")) found.push(`${path}: ${title} ${namesake ?? ""}`);
    titles.set(title, path);
    found.push(...(await findBarriers(page, path)));
    await wearScheme(page, "dark");
    found.push(...(await findBarriers(page, `${path} by night`, schemeRules)));
    await page.setViewportSize({ width: 320, height: 700 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) found.push(`${path}: ${over} px too wide`);
  }
  return found;
}
