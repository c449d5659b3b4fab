import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { signInAsAdmin } from "./staff.ts";

test.describe.configure({ mode: "parallel" });
test.beforeEach(async ({ context }) => signInAsAdmin(context));

async function createDraft(page: Page, name: string): Promise<void> {
  await page.goto("/campaigns/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create the draft" }).click();
  await expect(page).toHaveURL(/\/campaigns\/cmp_[a-z0-9]+\/edit$/);
}

async function saved(page: Page, press: () => Promise<void>): Promise<string[]> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
}

test("an issued coupon is voided from its play, with a reason that is kept", async ({ page }) => {
  await page.goto("/campaigns?state=ended&q=Warm-up");
  await page.locator("tbody").getByRole("link", { name: "Warm-up" }).click();
  await page.getByRole("link", { name: "Draws", exact: true }).click();
  await expect(page.getByRole("button", { name: /Result/ })).toBeVisible();
  await page.goto(`${page.url()}?outcome=WIN`);
  const plays = await page
    .locator("tbody th a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const voidable = page.getByRole("button", { name: /^Void .+-/ });
  for (const play of plays) {
    await page.goto(play);
    await expect(page.getByRole("heading", { name: "Coupon" })).toBeVisible();
    if (await voidable.isVisible()) break;
  }
  await voidable.click();
  const question = page.getByRole("alertdialog", { name: /^Void .+\?$/ });
  const title = (await question.getByRole("heading").textContent()) ?? "";
  const ending = /-(\w{4})\?$/.exec(title)?.[1] ?? "";

  // Neither a wrong ending nor a missing reason does anything.
  await question.getByRole("button", { name: "Void the coupon" }).click();
  await expect(question.getByText("The name does not match yet.")).toBeVisible();
  await question.getByRole("textbox", { name: /^Type/ }).fill(ending);
  await question.getByRole("button", { name: "Void the coupon" }).click();
  await expect(question.getByText("Say why in a few words.")).toBeVisible();

  await question.getByRole("textbox", { name: "Why" }).fill("Printed twice by mistake");
  await question.getByRole("button", { name: "Void the coupon" }).click();
  await expect(question).toBeHidden();
  await expect(page.getByText(/, void$/)).toBeVisible();
  await expect(voidable).toBeHidden();
});

test("chosen campaigns are archived together and come back by one Undo", async ({ page }) => {
  const run = randomUUID().slice(0, 8);
  await createDraft(page, `Bulk ${run} one`);
  await createDraft(page, `Bulk ${run} two`);
  await page.goto(`/campaigns?q=${run}`);
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(2);

  // One by its box, one by the keys.
  await page.getByRole("checkbox", { name: `Choose Bulk ${run} one` }).check({ force: true });
  await expect(page.getByText("1 campaign chosen")).toBeVisible();
  await page.getByRole("link", { name: `Bulk ${run} two` }).focus();
  await page.keyboard.press("x");
  await expect(page.getByText("2 campaigns chosen")).toBeVisible();

  const csv = await saved(page, () => page.getByRole("link", { name: "Export 2" }).click());
  expect(csv).toHaveLength(3);
  expect(csv[0]).toMatch(/^id,name,address,state,/);

  await page.getByRole("button", { name: "Archive 2" }).click();
  await expect(page.getByText("2 campaigns are archived.")).toBeVisible();
  await expect(rows).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(2);
});

test("a list is saved as it is filtered, and its filters under a name", async ({ page }) => {
  const run = randomUUID().slice(0, 8);
  await createDraft(page, `View ${run}`);
  await page.goto(`/campaigns?q=${run}&sort=name`);
  const csv = await saved(page, () => page.getByRole("link", { name: "Save as CSV" }).click());
  expect(csv).toHaveLength(2);
  expect(csv[1]).toContain(`View ${run}`);

  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("menuitem", { name: "Save this view…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(`Mine ${run}`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.goto("/campaigns");
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("menuitem", { name: `Mine ${run}` }).click();
  await expect(page).toHaveURL(new RegExp(`q=${run}`));
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.getByRole("searchbox")).toHaveValue(run);

  await page.goto("/draws?outcome=WIN");
  const wins = await saved(page, () => page.getByRole("link", { name: "Save as CSV" }).click());
  expect(wins.length).toBeGreaterThan(200);
  expect(wins.slice(1).every((line) => line.split(",")[3] === "WIN")).toBe(true);
});
