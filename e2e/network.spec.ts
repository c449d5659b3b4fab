import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { verifyCertificate } from "#lib/promotions/verify-certificate.ts";
import { createBrand } from "#lib/testing/factories.ts";
import { lookAround } from "./look-around.ts";
import { Bot, makeBotKey } from "./network-bot.ts";
import { signInAsAdmin, signInAsBrand } from "./staff.ts";

// One network for the file: what the first journey books, the others look at.
test.describe.configure({ mode: "serial" });

const run = randomUUID().slice(0, 6);
const region = `R-${run}`;
const app = `Kite Run ${run}`;

let database: Database;
let bot: Bot;
let brand: { id: string; name: string };
let other: { id: string; name: string };
let servers: string[] = [];
let promotionPath = "";

test.beforeAll(async ({ playwright, browser }, info) => {
  database = openDatabase(process.env.DATABASE_URL ?? "", {
    max: 2,
    applicationName: "frolic-e2e-network",
  });
  const baseURL = info.project.use.baseURL ?? "";
  brand = { ...(await createBrand(database.sql, { name: `Kites ${run}` })), name: `Kites ${run}` };
  other = { ...(await createBrand(database.sql, { name: `Boats ${run}` })), name: `Boats ${run}` };
  const context = await browser.newContext();
  await signInAsAdmin(context);
  await context.close();
  const request = await playwright.request.newContext({ baseURL });
  bot = new Bot(request, await makeBotKey(database.sql));
  servers = [];
  for (let number = 1; number <= 6; number += 1) {
    servers.push(await bot.register(`Club ${run} ${number}`, region));
  }
});
test.afterAll(() => database.close());

async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name }).click(),
  ]);
  return readFile(await file.path(), "utf8");
}

test("what does not fit is refused in words, and what fits is booked", async ({
  page,
  context,
}) => {
  await signInAsAdmin(context);
  await page.goto("/promotions/new");
  await page.getByRole("textbox", { name: "App", exact: true }).fill(app);
  await page.getByRole("textbox", { name: "Short description" }).fill("A game of wind and string");
  await page.getByRole("textbox", { name: "Address" }).fill("https://kites.example/run");
  await page.getByRole("textbox", { name: "Regions" }).fill(region);
  const verdict = page.getByRole("status").filter({ hasText: "asked." });
  await expect(verdict).toHaveText("6 promo servers fit; 5 asked.");

  await page.getByRole("radio", { name: /^Exact/ }).check({ force: true });
  await page.getByRole("textbox", { name: "Promo servers" }).fill("9");
  await page.getByRole("textbox", { name: "Promo servers" }).press("Tab");
  await expect(verdict).toContainText("6 promo servers fit; 9 asked.");
  await page.getByRole("button", { name: "Book the promotion" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "6 of 9" });
  await expect(refusal).toContainText("can be had");

  await page.getByRole("textbox", { name: "Promo servers" }).fill("5");
  await page.getByRole("textbox", { name: "Promo servers" }).press("Tab");
  await page.getByRole("button", { name: "Test another message" }).click();
  await page.getByRole("textbox", { name: "Message, variant b" }).fill("Fly {appName} tonight");
  await expect(page.getByText(`Fly ${app} tonight`)).toBeVisible();
  await page.getByRole("button", { name: /^No brand/ }).click();
  await page.getByRole("option", { name: brand.name }).click();
  await expect(verdict).toHaveText("6 promo servers fit; 5 asked.");
  await page.getByRole("button", { name: "Book the promotion" }).click();
  await expect(page).toHaveURL(/\/promotions\/prm_[a-z0-9]+$/);
  promotionPath = new URL(page.url()).pathname;
});

test("an allocation is looked at before it is run", async ({ page, context }) => {
  await signInAsAdmin(context);
  await page.goto("/promotions/allocation");
  await page.getByRole("button", { name: "Reallocate…" }).click();
  const dialog = page.getByRole("dialog", { name: "What would change" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Allocate now" }).click();
  // The allocator of the stack may have been quicker: then the preview is not what would happen any more.
  const done = page.getByText(/^Version \d+ is in force/);
  const overtaken = dialog.getByText(/Another allocation came between/);
  await expect(done.or(overtaken)).toBeVisible();
  await page.goto(promotionPath);
  await expect(page.getByText("Not posted")).toHaveCount(5);

  await page.goto("/promotions/allocation");
  await page.locator("#history ~ * tbody a, section tbody a").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Version \d/);
});

test("a receipt stands in the report and in the certificate", async ({ page, context }) => {
  await signInAsAdmin(context);
  const batches = await Promise.all(
    servers.map(async (uuid) => ({ uuid, campaigns: await bot.campaigns(uuid) })),
  );
  const holders = batches.filter(({ campaigns }) => campaigns.length === 1);
  expect(holders).toHaveLength(5);
  const [first] = holders;
  const [campaign] = first?.campaigns ?? [];
  if (!first || !campaign) throw new Error("Nobody has the promotion.");
  expect(await bot.posted(first.uuid, campaign)).toBe(200);

  await page.goto(promotionPath);
  await expect(page.getByText("1 of 5")).toBeVisible();
  await expect(page.getByText("No. 1")).toBeVisible();
  await expect(page.getByText(/^Not enough data yet/)).toBeVisible();
  const verdict = verifyCertificate(await download(page, "Certificate"));
  expect(verdict).toMatchObject({ ok: true, head: { appName: app, booked: 5, delivered: 1 } });
  const csv = await download(page, "CSV of these lines");
  expect(csv.trimEnd().split("\r\n")).toHaveLength(6);
});

test("a brand reads its own promotion and cannot tell that others have any", async ({
  browser,
}) => {
  const context = await browser.newContext();
  await signInAsBrand(context, brand.id);
  const page = await context.newPage();
  await page.goto("/brand/promotions");
  await page.getByRole("link", { name: app }).click();
  await expect(page.getByText("1 of 5")).toBeVisible();
  await expect(page.locator("main a[href^='/promo-servers']")).toHaveCount(0);
  const verdict = verifyCertificate(await download(page, "Certificate"));
  expect(verdict).toMatchObject({ ok: true, head: { brand: brand.name } });
  await context.close();

  const foreign = await browser.newContext();
  await signInAsBrand(foreign, other.id);
  const stranger = await foreign.newPage();
  await stranger.goto("/brand/promotions");
  await expect(stranger.getByText("No promotion is booked for you yet.")).toBeVisible();
  expect((await stranger.request.get(`/brand${promotionPath}`)).status()).toBe(404);
  const api = promotionPath.replace("/promotions", "/api/promotions");
  for (const file of ["certificate", "report"]) {
    expect((await stranger.request.get(`${api}/${file}`)).status()).toBe(404);
  }
  await foreign.close();
});

test("a promo server is weighed by hand, blocked with a reason and let in again", async ({
  page,
  context,
}) => {
  await signInAsAdmin(context);
  await page.goto(`/promo-servers?q=${encodeURIComponent(`Club ${run} 6`)}`);
  await page.getByRole("link", { name: `Club ${run} 6` }).click();
  await expect(page.getByText("×2 for more than 500 members")).toBeVisible();
  await page.getByRole("textbox", { name: "Weight by hand" }).fill("0.5");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("set by hand to 0.5")).toBeVisible();

  await page.getByRole("button", { name: "Block…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Block/ });
  await dialog.getByRole("button", { name: "Block", exact: true }).click();
  await expect(dialog.getByText("Say why.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Why" }).fill("Asked to be left alone");
  await dialog.getByRole("button", { name: "Block", exact: true }).click();
  await expect(page.getByText(/^Blocked .*: Asked to be left alone$/)).toBeVisible();
  await page.getByRole("button", { name: "Unblock" }).click();
  await expect(page.getByRole("button", { name: "Block…" })).toBeVisible();
});

test("a key is made for a bot, and the list is saved as it is filtered", async ({
  page,
  context,
}) => {
  await signInAsAdmin(context);
  await page.goto("/promo-servers/new");
  await page.getByRole("textbox", { name: "Name of the key" }).fill(`Bot ${run}`);
  await page.getByRole("button", { name: "Make the key" }).click();
  const command = page.locator("pre").filter({ hasText: "/registerServer" });
  await expect(command).toContainText("Authorization: Bearer ");
  await page.goto(`/promo-servers?region=${region}&health=ok`);
  await expect(page.locator("tbody tr")).toHaveCount(6);
  const csv = (await download(page, "Save as CSV")).trimEnd().split("\r\n");
  expect(csv).toHaveLength(7);
  expect(csv[0]).toMatch(/^id,uuid,name,platform,/);
});

test("a promotion is paused and goes on", async ({ page, context }) => {
  await signInAsAdmin(context);
  await page.goto(promotionPath);
  await page.getByRole("button", { name: "Pause…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Pause…" })).toBeVisible();
});

test("the promoter is told of a webhook, whose secret is shown once, and forgets it again", {
  tag: "@full",
}, async ({ page, context }) => {
  await signInAsAdmin(context);
  await page.goto("/promo-servers/promoter/new");
  await page.getByRole("button", { name: /Discord/ }).click();
  await page.getByRole("option", { name: "Webhook" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(`Blog ${run}`);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("An address begins with https://.")).toBeVisible();
  await page.getByRole("textbox", { name: "Address" }).fill(`https://hooks.example/${run}`);
  await page.getByRole("textbox", { name: "Region" }).fill(region);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await page.getByRole("link", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Blog ${run}`);
  await expect(page.getByText(/whsec_|hooks\.example/)).toHaveCount(0);
  await page.getByRole("textbox", { name: "Region" }).fill(`${region}-2`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/^Saved\. The promoter follows it/)).toBeVisible();
  await page.goto(`/promo-servers/promoter?q=${encodeURIComponent(`Blog ${run}`)}`);
  await expect(page.locator("tbody tr")).toContainText([`${region}-2`]);
  await page.getByRole("link", { name: `Blog ${run}` }).click();
  await page.getByRole("button", { name: "Disconnect…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page).toHaveURL(/\/promo-servers\/promoter$/);
  await expect(page.getByText(`Blog ${run}`, { exact: true })).toHaveCount(0);
});

test("a draft is edited, booked and cancelled", { tag: "@full" }, async ({ page, context }) => {
  await signInAsAdmin(context);
  await page.goto("/promotions/new");
  await page.getByRole("textbox", { name: "App", exact: true }).fill(`Draft ${run}`);
  await page.getByRole("textbox", { name: "Short description" }).fill("Not yet");
  await page.getByRole("textbox", { name: "Address" }).fill("https://kites.example/draft");
  await page.getByRole("textbox", { name: "Regions" }).fill(region);
  await page.getByRole("button", { name: "Keep as a draft" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await expect(page.getByRole("textbox", { name: "Regions" })).toHaveValue(region);
  await page.getByRole("textbox", { name: "Short description" }).fill("Now it is");
  await page.getByRole("textbox", { name: "Message", exact: true }).fill("Draw {appName}");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await expect(page.getByText("Draw {appName}")).toBeVisible();
  await page.getByRole("button", { name: "Book it" }).click();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Edit the texts" }).click();
  await page.getByRole("textbox", { name: "Message", exact: true }).fill("Paint {appName}");
  await page.getByRole("button", { name: "Save the texts" }).click();
  await expect(page.getByText("Paint {appName}")).toBeVisible();
  await page.getByRole("button", { name: "Cancel…" }).click();
  await page.getByRole("alertdialog").getByRole("textbox").fill("Sold out");
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Cancel/ })
    .click();
  await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel…" })).toHaveCount(0);
});

test("limits are saved, and the roll-out goes down and up again", {
  tag: "@full",
}, async ({ page, context }) => {
  await signInAsAdmin(context);
  await page.goto("/promotions/rollout");
  const posts = page.getByRole("textbox", { name: /posts a day/i });
  const before = await posts.inputValue();
  for (const value of ["200", before]) {
    await posts.fill(value);
    await page.getByRole("button", { name: /^Save/ }).click();
    await expect(page.getByText(/Saved/).first()).toBeVisible();
    await page.reload();
    await expect(posts).toHaveValue(value);
  }
  for (const percent of ["50 %", "100 %"]) {
    await page.getByRole("radio", { name: new RegExp(`^${percent}`) }).check({ force: true });
    await page.getByRole("button", { name: `Roll out to ${percent}` }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: `Roll out to ${percent}` }).click();
    await expect(page.getByText(`${percent}, as it is`)).toBeVisible();
  }
});

test("the pages of the network are free of barriers by day and by night and fit a narrow phone", {
  tag: "@full",
}, async ({ page, context, browser }) => {
  test.setTimeout(240_000);
  await signInAsAdmin(context);
  await page.goto(`/promo-servers?region=${region}`);
  const server = (await page.locator("tbody th a").first().getAttribute("href")) ?? "";
  await page.goto("/promotions/allocation");
  const version = (await page.locator("tbody th a").first().getAttribute("href")) ?? "";
  const staff = [
    ...["/promo-servers", "/promo-servers/health", "/promo-servers/new", server],
    ...["/promotions", "/promotions/new", promotionPath, "/promotions/allocation", version],
    ...["/promotions/rollout", `${promotionPath}/edit`],
    ...["/promo-servers/promoter", "/promo-servers/promoter/new"],
  ];
  const found = await lookAround(page, staff);
  const own = await browser.newContext({ viewport: page.viewportSize() });
  await signInAsBrand(own, brand.id);
  found.push(
    ...(await lookAround(await own.newPage(), ["/brand/promotions", `/brand${promotionPath}`])),
  );
  await own.close();
  expect(found).toEqual([]);
});
