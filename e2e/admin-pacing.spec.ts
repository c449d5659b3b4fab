import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import postgres from "postgres";
import { toPublicId } from "#lib/platform/public-id.ts";
import { createBrand, createPool } from "#lib/testing/factories.ts";
import { axeOn } from "./axe-on.ts";
import { arrangeGame } from "./player-games.ts";
import { signInAsAdmin } from "./staff.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const secret = process.env.FROLIC_SECRET ?? "";

test.describe.configure({ mode: "parallel" });
test.beforeAll(async () => {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => undefined });
  try {
    const brand = await createBrand(sql, { name: `Bakery ${randomUUID().slice(0, 6)}` });
    await createPool(sql, brand.id, 200, { secret });
  } finally {
    await sql.end();
  }
});
test.beforeEach(async ({ context }) => signInAsAdmin(context));

/** A draft of one day with 100 coupons of a brand that has them. */
async function startDraft(page: Page): Promise<void> {
  await page.goto("/campaigns/new");
  await page.getByRole("radio", { name: /One-day drop/ }).check({ force: true });
  await page.getByRole("textbox", { name: "Name" }).fill(`Pace ${randomUUID().slice(0, 8)}`);
  await page.getByRole("button", { name: "Create the draft" }).click();
  await expect(page).toHaveURL(/\/campaigns\/cmp_[a-z0-9]+\/edit$/);
  await page.getByText(/^Pace of/).click();
}

async function isSound(page: Page): Promise<void> {
  const { violations } = await axeOn(page).withTags(tags).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
  expect(found).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
}

async function isSaved(page: Page): Promise<void> {
  await expect(page.getByText(/^Saved \d\d:\d\d/)).toBeVisible();
}

test("every mode says what it costs, a curve is drawn by keys, and what cannot be is refused", async ({
  page,
}, info) => {
  await startDraft(page);
  await page.getByRole("radio", { name: /^Winning moments/ }).check({ force: true });
  await expect(page.getByText(/What winning moments cost/)).toBeVisible();
  await expect(page.getByText(/patent \(US 11,941,943\)/)).toBeVisible();
  await page.getByLabel("Where the moments lie").click();
  await page.getByRole("option", { name: /From a file/ }).click();
  await page.getByLabel("File of winning moments").setInputFiles({
    name: "moments.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("time\n60\nsoon\n99999999\n"),
  });
  await expect(page.getByText("Line 3:")).toBeVisible();
  await expect(page.getByText("Line 4: The moment lies after the end.")).toBeVisible();
  await isSound(page);
  await page.screenshot({ path: info.outputPath("moments.png"), fullPage: true });

  await page.getByRole("radio", { name: /^Smooth/ }).check({ force: true });
  await page.getByRole("radio", { name: /^Drawn by hand/ }).check({ force: true });
  const point = page.getByRole("slider").nth(2);
  await expect(point).toHaveAttribute("aria-valuenow", "50");
  await point.focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("ArrowUp");
  await expect(point).toHaveAttribute("aria-valuenow", "75");

  await page.getByRole("button", { name: "Add hours" }).click();
  await page.getByRole("button", { name: "Remove hours 1" }).click();
  await page.getByRole("button", { name: "Add a limit" }).click();
  await page.getByLabel("Per", { exact: true }).click();
  await page.getByRole("option", { name: "Hour" }).click();
  const most = page.getByRole("textbox", { name: "At most" });
  await most.fill("1");
  await most.blur();
  await isSaved(page);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText(/At most 1 per hour over \d+ hours lets out/).first()).toBeVisible();
  await isSound(page);
  await page.screenshot({ path: info.outputPath("settings.png"), fullPage: true });

  await page.reload();
  await page.getByText(/^Pace of/).click();
  await expect(page.getByRole("slider").nth(2)).toHaveAttribute("aria-valuenow", "75");
});

test("a simulation runs, is cancelled, and its plan goes into the draft", async ({
  page,
}, info) => {
  await startDraft(page);
  await page.getByRole("link", { name: /in the pace simulator/ }).click();
  await expect(page.getByRole("heading", { name: "Pace simulator" })).toBeVisible();
  const plays = page.getByRole("textbox", { name: "Plays in all" });
  await plays.fill("130000");
  await plays.blur();
  await page.getByRole("button", { name: "Simulate all modes" }).click();
  await expect(page.getByRole("progressbar", { name: "Simulating" })).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("The simulation was cancelled.")).toBeVisible();

  await plays.fill("3000");
  await plays.blur();
  await page.getByLabel("Pattern", { exact: true }).click();
  await page.getByRole("option", { name: /Rush at the end/ }).click();
  const byTraffic = page.getByRole("radio", { name: /^By this traffic/ });
  // By key: a notice may lie over it on a phone, and a press that falls into the closing of the list is the list's.
  await expect(async () => {
    await byTraffic.press("Space");
    await expect(byTraffic).toBeChecked({ timeout: 1_000 });
  }).toPass();
  await page.getByRole("button", { name: "Simulate all modes" }).click();
  const result = page.getByRole("region", { name: "Result of the simulation" });
  await expect(result.getByRole("heading", { level: 2 })).toHaveCount(5, { timeout: 60_000 });
  await expect(
    result.getByRole("img", { name: /Smooth: coupons given out over time/ }),
  ).toBeVisible();
  await isSound(page);
  await page.screenshot({ path: info.outputPath("simulator.png"), fullPage: true });

  await result.getByRole("button", { name: "Use this plan: Smooth" }).click();
  await expect(page.getByText(/uses this plan now/)).toBeVisible();
  await expect(page.getByText(/Smooth, by the traffic of a game/)).toBeVisible();
});

/** The campaign of a game, and what its chain says besides plays. */
async function chainOf(gameId: string) {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => undefined });
  try {
    const [game] = await sql<{ campaign_id: string; revision: number; budget: number }[]>`
      select g.campaign_id, p.plan_revision as revision, (p.state -> 'B' ->> 0)::float8 as budget
        from game g join game_pacer p on p.game_id = g.id where g.id = ${gameId}`;
    const entries = await sql<{ kind: string; body: string | null }[]>`
      select kind, body from chain_entry where game_id = ${gameId} and kind = 'revision' order by seq`;
    return { ...game, entries };
  } finally {
    await sql.end();
  }
}

test("a live game gets another plan and fewer prizes, and everybody can see that it did", async ({
  page,
}, info) => {
  const { slug, gameId } = await arrangeGame(true);
  const before = await chainOf(gameId);
  expect(before).toMatchObject({ revision: 1, budget: 200, entries: [] });
  await page.goto(`/campaigns/${toPublicId("cmp", before.campaign_id ?? "")}/edit`);
  const coupons = page.getByRole("textbox", { name: "Coupons" });
  await expect(coupons).toHaveValue("200");
  await coupons.fill("150");
  await coupons.blur();
  await page.getByText(/^Pace of/).click();
  // What players were promised about its pace stays: only the plan moves.
  await expect(page.getByRole("radio", { name: /^Winning moments/ })).toBeDisabled();
  await page.getByRole("radio", { name: /^Drawn by hand/ }).check({ force: true });
  const point = page.getByRole("slider").nth(5);
  await point.focus();
  await page.keyboard.press("PageUp");
  await page.getByRole("button", { name: "Save changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Change it for players now?" });
  await expect(dialog.getByRole("cell", { name: "150" })).toBeVisible();
  await dialog.getByRole("textbox", { name: /^Why/ }).fill("A partner brings more on the last day");
  await isSound(page);
  await dialog.getByRole("button", { name: "Change it now" }).click();
  await expect(page.getByText("The changes are live.")).toBeVisible();

  const after = await chainOf(gameId);
  expect(after).toMatchObject({ revision: 2, budget: 150 });
  expect(after.entries).toHaveLength(1);
  const said = JSON.parse(after.entries[0]?.body ?? "{}");
  expect(said).toMatchObject({ epoch: 1, planRevision: 2, state: { B: [150] } });

  await page.goto(`/c/${slug}/fairness`);
  await expect(page.getByText("The plan was changed.")).toBeVisible();
  await page.screenshot({ path: info.outputPath("revised.png"), fullPage: true });
});

test("a game that was played shows winners against its plan", async ({ page }, info) => {
  // The demo's: other journeys end games of their own, with a play or two.
  await page.goto("/campaigns?state=ended&q=Warm-up");
  await page.locator("tbody th").getByRole("link", { name: "Warm-up" }).click();
  await expect(page.getByRole("heading", { name: "Prizes against plan" })).toBeVisible();
  await page.getByRole("link", { name: "All about the games" }).click();
  await page.getByRole("link", { name: "Figures and simulator" }).first().click();
  await expect(page.getByRole("img", { name: /^Winners per slot of/ })).toBeVisible();
  await expect(page.getByText(/Odds at the end .* mean of the latest/)).toBeVisible();
  await isSound(page);
  await page.screenshot({ path: info.outputPath("pace.png"), fullPage: true });
});
