import { expect, type Page, test } from "@playwright/test";
import { totpCode } from "#lib/testing/totp-code.ts";

const email = "first.admin@example.test";
const password = "four plain words here";

async function signIn(page: Page, secret: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

// Before all other journeys: they put people into the installation, and then there is no first one.
test("the first link makes the first admin, who signs in by hand and with a second factor", async ({
  page,
}) => {
  const link = process.env.FROLIC_SETUP_URL ?? "";
  await page.goto(link);
  await page.getByLabel("Your name").fill("Ada Frost");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create and sign in" }).click();
  // A form that was answered is filled anew: what is typed before that is lost.
  await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Your name")).toHaveValue("Ada Frost");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create and sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  expect((await page.request.get(link)).status()).toBe(404);

  await page.goto("/settings/profile");
  await page.getByRole("button", { name: "Switch on" }).scrollIntoViewIfNeeded();
  const factor = page
    .locator("form")
    .filter({ has: page.getByRole("button", { name: "Switch on" }) });
  await factor.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Switch on" }).click();
  const confirm = page.locator("form").filter({ has: page.getByLabel("Code from the app") });
  const secret = (await confirm.locator("p.break-all").textContent()) ?? "";
  await page.getByLabel("Code from the app").fill(totpCode(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("Signing in asks for a code of your app")).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).first().click();
  await signIn(page, "not the password at all");
  await expect(page.getByText("E-mail or password is not right. Try again.")).toBeVisible();
  await signIn(page, password);
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  // A code is good once: the next half minute's is taken a little early.
  await page.getByLabel("Code").fill(totpCode(secret, Date.now() + 30_000));
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});
