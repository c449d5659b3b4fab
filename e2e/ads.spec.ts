import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { createBrand } from "#lib/testing/factories.ts";
import { startReceiver } from "#lib/testing/webhook-receiver.ts";
import { makeAdKey } from "./ad-key.ts";
import { lookAround } from "./look-around.ts";
import { signInAsAdmin, signInAsBrand } from "./staff.ts";

// One ad for the file: what a key submits, staff review.
test.describe.configure({ mode: "serial" });

const run = randomUUID().slice(0, 6);
const title = `Dragon Kingdom: Rise to Power ${run}`;
/** The seed's own body but for the title. */
const body = JSON.stringify({
  title,
  description: "Build your kingdom, train your dragons, and conquer new territories!",
  genre: "Strategy",
  targetAudience: ["18-34", "Strategy Gamers"],
  visualElements: ["Dragons", "Castle", "Battle Scenes"],
  callToAction: "Download Now & Claim 1000 Free Gems!",
  duration: 30,
  priority: 2,
});

let database: Database;
let brand: { id: string };
let other: { id: string };
let key = "";
let adPath = "";
let ownPath = "";

test.beforeAll(async ({ browser }) => {
  database = openDatabase(process.env.DATABASE_URL ?? "", {
    max: 2,
    applicationName: "frolic-e2e-ads",
  });
  brand = await createBrand(database.sql, { name: `Dragons ${run}` });
  other = await createBrand(database.sql, { name: `Boats ${run}` });
  const context = await browser.newContext();
  await signInAsAdmin(context);
  await context.close();
  key = await makeAdKey(database.sql);
});
test.afterAll(() => database.close());

test("an ad sent as the guide prints it is analysed, sent back, mended and approved", async ({
  page,
  context,
  request,
}) => {
  test.setTimeout(180_000);
  // What curl -d sends when nobody names a content type.
  const sent = await request.post("/ads", {
    data: Buffer.from(body),
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/x-www-form-urlencoded",
    },
  });
  expect(sent.status()).toBe(202);
  const { adId } = (await sent.json()) as { adId: string };
  adPath = `/ad-desk/${adId}`;

  await signInAsAdmin(context);
  await page.goto(adPath);
  await expect(page.locator("header").getByText("Analysed", { exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText(/^The call begins with a clear verb/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Attempts and logs" })).toBeVisible();
  // A page that is not awake yet on a busy machine loses the click.
  await expect(async () => {
    await page.getByRole("tab", { name: "Webhook" }).click();
    await expect(page.getByText('"type": "promotion.post"')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 40_000 });

  await page.getByRole("button", { name: "Send back…" }).click();
  const dialog = page.getByRole("dialog", { name: "Send it back?" });
  await dialog.getByRole("button", { name: "Send back", exact: true }).click();
  await expect(dialog.getByText("Say why, so that the ad can be mended.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Reasons" }).fill("Say what the gems are for.");
  await dialog.getByRole("button", { name: "Send back", exact: true }).click();
  await expect(page.getByText("Say what the gems are for.").first()).toBeVisible();

  await page.getByRole("link", { name: "Resubmit" }).click();
  await page.getByRole("textbox", { name: "Call to action" }).fill("Download now and build");
  await page.getByRole("button", { name: "Resubmit" }).click();
  await expect(page.getByRole("heading", { name: "Versions" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "Download now and build" })).toBeVisible();
  await page.getByRole("button", { name: "Approve" }).click({ timeout: 30_000 });
  const book = page.getByRole("link", { name: "Book a promotion" });
  await expect(book).toBeVisible();
  await book.click();
  await expect(page.getByRole("textbox", { name: "App", exact: true })).toHaveValue(title);
});

test("a brand submits an ad, hears of it, and cannot tell that others have any", async ({
  browser,
}) => {
  const context = await browser.newContext();
  await signInAsBrand(context, brand.id);
  const page = await context.newPage();
  await page.goto("/brand/ads/new");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
  await page.getByRole("textbox", { name: "Title" }).fill(`Kite Run ${run}`);
  await page.getByRole("textbox", { name: "Description" }).fill("Fly a kite with your friends.");
  await page.getByRole("textbox", { name: "Call to action" }).fill("Play now");
  await page.getByRole("textbox", { name: "Genre" }).fill("Puzzle");
  await page.getByRole("textbox", { name: "Audience" }).fill("18-34, Families");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page).toHaveURL(/\/brand\/ads\/ad_[0-9a-z]+$/);
  await expect(page.locator("header").getByText("Analysed", { exact: true })).toBeVisible({
    timeout: 30_000,
  });
  ownPath = new URL(page.url()).pathname;
  await page.goto("/brand/ads");
  await page.getByRole("button", { name: "Mark all notices as read" }).click();
  await expect(page.getByRole("heading", { name: "Notices", exact: true })).toBeVisible();
  expect((await page.request.get(adPath.replace("/ad-desk", "/brand/ads"))).status()).toBe(404);
  await context.close();

  const foreign = await browser.newContext();
  await signInAsBrand(foreign, other.id);
  const stranger = await foreign.newPage();
  await stranger.goto("/brand/ads");
  await expect(stranger.getByText("You have submitted no ad yet.")).toBeVisible();
  expect((await stranger.request.get(ownPath)).status()).toBe(404);
  await foreign.close();
});

test("staff submit for a brand, and the address that the ad names hears of it", {
  tag: "@full",
}, async ({ page, context, browser }) => {
  test.setTimeout(420_000);
  const receiver = await startReceiver();
  await signInAsAdmin(context);
  await page.goto("/ad-desk/new");
  await page.getByRole("button", { name: /Brand$/ }).click();
  await page.getByRole("option", { name: `Boats ${run}` }).click();
  await page.getByRole("textbox", { name: "Title" }).fill(`Boat Race ${run}`);
  await page.getByRole("textbox", { name: "Description" }).fill("Race a boat with your friends.");
  await page.getByRole("textbox", { name: "Call to action" }).fill("Play now");
  await page.getByRole("textbox", { name: "Genre" }).fill("Racing");
  await page.getByRole("textbox", { name: "Audience" }).fill("18-34");
  await page.getByRole("textbox", { name: "Webhook" }).fill(receiver.url);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await expect(page).toHaveURL(/\/ad-desk\/ad_[0-9a-z]+$/);
  const path = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Show the signing secret" }).click();
  const secret = (await page.getByText(/^whsec_/).textContent()) ?? "";
  // At least once, and again after pauses where the machine is slow to answer.
  const told = () => new Set(receiver.ids()).size;
  await expect.poll(told, { timeout: 150_000 }).toBe(1);
  await page.reload();
  await page.getByRole("button", { name: "Approve" }).click({ timeout: 30_000 });
  await expect.poll(told, { timeout: 150_000 }).toBe(2);
  const types = receiver.received.map(({ body: text, headers }) => {
    const message = new Webhook(secret).verify(text, headers as Record<string, string>);
    return (message as { type: string }).type;
  });
  expect([...new Set(types)]).toEqual(["ad.completed", "ad.approved"]);

  const theirs = await browser.newContext();
  await signInAsBrand(theirs, other.id);
  const reader = await theirs.newPage();
  await reader.goto("/brand/ads");
  await expect(reader.getByText(`“Boat Race ${run}” is approved.`)).toBeVisible();
  await reader.goto(path.replace("/ad-desk", "/brand/ads"));
  await expect(reader.getByRole("heading", { name: "Webhook", exact: true })).toBeVisible();
  await expect(reader.getByRole("button", { name: "Show the signing secret" })).toHaveCount(0);
  await theirs.close();

  // By key the secret is read where the answer says.
  const headers = { authorization: `Bearer ${key}` };
  const data = { ...JSON.parse(body), webhookUrl: receiver.url };
  const taken = await (await page.request.post("/api/ads", { data, headers })).json();
  const named = await page.request.get(taken.webhookStatusUrl, { headers });
  expect(named.headers()["cache-control"]).toBe("no-store");
  const own: unknown = await named.json();
  expect(own).toMatchObject({ url: receiver.url, secret: expect.stringMatching(/^whsec_/) });
  expect((await page.request.get(taken.webhookStatusUrl)).status()).toBe(401);
  await receiver.close();
});

test("the pages of the ad desk are free of barriers by day and by night and fit a narrow phone", {
  tag: "@full",
}, async ({ page, context, browser }) => {
  test.setTimeout(240_000);
  await signInAsAdmin(context);
  const rooms = ["", "/new", "/dead", "/workers", "/policies", "/analytics"];
  const staff = [
    ...rooms.map((room) => `/ad-desk${room}`),
    adPath,
    "/system/queues",
    "/system/activity",
  ];
  expect(await lookAround(page, staff)).toEqual([]);

  const own = await browser.newContext(
    page.viewportSize() ? { viewport: page.viewportSize() } : {},
  );
  await signInAsBrand(own, brand.id);
  expect(await lookAround(await own.newPage(), ["/brand/ads", "/brand/ads/new", ownPath])).toEqual(
    [],
  );
  await own.close();
});
