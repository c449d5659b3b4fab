import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { signInAsAdmin } from "./staff.ts";

test.describe.configure({ mode: "parallel" });
test.beforeEach(async ({ context }) => signInAsAdmin(context));

/** What tells one run's campaign from another's on the same stores. */
const mark = () => randomUUID().slice(0, 8);

async function makeBrandWithCodes(page: Page, name: string): Promise<void> {
  await page.goto("/brands/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await expect(page.getByRole("textbox", { name: "Monogram" })).toHaveValue(/^[A-Z]/);
  await page.getByRole("button", { name: "Create the brand" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.getByRole("link", { name: "New coupon pool" }).click();
  // The brand's page has a field of the same name and stays until the next one has come.
  await expect(page.getByRole("heading", { level: 1, name: "New coupon pool" })).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill(`${name} codes`);
  await page.getByRole("button", { name: "Create the pool" }).click();
  await page.getByRole("tab", { name: "Generate" }).click();
  const howMany = page.getByRole("textbox", { name: "How many" });
  await howMany.fill("200");
  // A number counts from the moment its field is left.
  await howMany.blur();
  await page.getByRole("button", { name: "Generate 200 codes" }).click();
  await page.getByRole("button", { name: "Store 200 codes" }).click({ timeout: 30_000 });
  await expect(page.getByText("200 codes are in the pool.")).toBeVisible({ timeout: 30_000 });
}

async function startDraft(page: Page, name: string): Promise<void> {
  await page.goto("/campaigns/new");
  await page.getByRole("radio", { name: /One-day drop/ }).check({ force: true });
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create the draft" }).click();
  await expect(page).toHaveURL(/\/campaigns\/cmp_[a-z0-9]+\/edit$/);
}

test("a marketer goes from nothing to a published campaign", async ({ page }) => {
  test.setTimeout(150_000);
  const name = `Winter ${mark()}`;
  await makeBrandWithCodes(page, `Bakery ${mark()}`);
  await startDraft(page, name);

  // Publishing with a gap names it and leads to the field.
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("link", { name: /Say what can be won/ }).click();
  const prize = page.getByRole("textbox", { name: "What can be won" });
  await expect(prize).toBeFocused();
  await prize.fill("Free loaf");
  await page.getByRole("button", { name: "Start from the template" }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d/)).toBeVisible();

  // What was typed is there after a reload: the draft stores itself.
  await page.reload();
  await expect(page.getByRole("textbox", { name: "What can be won" })).toHaveValue("Free loaf");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page).toHaveURL(/\/campaigns\/cmp_[a-z0-9]+$/);
  await expect(page.getByText("Scheduled").first()).toBeVisible();
  await expect(page.getByText("left of 200")).toBeVisible();

  await page.getByRole("link", { name: "Share", exact: true }).first().click();
  await expect(page.getByRole("img", { name: /^QR code of/ })).toBeVisible();
});

test("a colour nobody can read is refused with the nearest that works", async ({ page }) => {
  await startDraft(page, `Colours ${mark()}`);
  const cabinet = page.getByRole("textbox", { name: "Cabinet", exact: true });
  await cabinet.fill("#FFB0A0");
  await expect(page.getByText(/White text reads at .* at least 4\.5 is needed/)).toBeVisible();
  await page.getByRole("button", { name: /^Use #/ }).click();
  await expect(page.getByText(/White text reads at/)).toBeHidden();
  await expect(cabinet).not.toHaveValue("#FFB0A0");
});

test("the second of two editors is asked, never overwritten", async ({ browser, page }) => {
  test.setTimeout(120_000);
  await startDraft(page, `Two ${mark()}`);
  const other = await browser.newContext();
  await signInAsAdmin(other, "Jonas Berg");
  const second = await other.newPage();
  await second.goto(page.url());
  await second.getByRole("textbox", { name: "Title", exact: true }).fill("Jonas was here");
  await expect(second.getByText(/^Saved \d\d:\d\d/)).toBeVisible();

  await page.getByRole("textbox", { name: "Title", exact: true }).fill("Mira was here");
  const question = page.getByRole("alertdialog", { name: /Jonas Berg saved this campaign/ });
  await expect(question).toBeVisible();
  await expect(question.getByText("Jonas was here")).toBeVisible();
  await question.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d/)).toBeVisible();
  await second.reload();
  await expect(second.getByRole("textbox", { name: "Title", exact: true })).toHaveValue(
    "Mira was here",
  );
  await other.close();
});

test("a live campaign is paused and goes on, and says so", async ({ page }) => {
  await page.goto("/campaigns?state=live&q=Coffee");
  await page.locator("tbody").getByRole("link", { name: "Coffee & Cinema" }).click();
  await page.getByRole("button", { name: "Pause", exact: true }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeHidden();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
});

test("the palette and the keys lead through the house", async ({ page }) => {
  await page.goto("/");
  // Keys pressed before the page listens are nobody's.
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("b");
    await expect(page.getByRole("heading", { level: 1, name: "Brands" })).toBeFocused({
      timeout: 3_000,
    });
  }).toPass();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("draw log");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Draw log" })).toBeVisible();
});
