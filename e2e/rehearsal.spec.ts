// A staged game, rehearsed as a marketer does it: secret link, watermark, a real play, a small stampede, and nothing left.

import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { insertCampaign } from "#lib/campaigns/store-campaigns.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { createBrand, createPool, prizeDoc } from "#lib/testing/factories.ts";
import { playerOn } from "./player-actor.ts";
import { signInAsAdmin } from "./staff.ts";
import { withDatabase } from "./verify-games.ts";

const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();

/** A draft that could go live as it is; the first play of its rehearsal wins. */
function stageCampaign(name: string): Promise<string> {
  return withDatabase(async (sql) => {
    const brand = await createBrand(sql, { name: `Bakery ${name}` });
    const secret = process.env.FROLIC_SECRET ?? "";
    const pool = await createPool(sql, brand.id, 200, { secret });
    const window = { startsAt: hours(24), endsAt: hours(48) };
    const texts = { subtitle: "", winText: "", loseText: "" };
    return insertCampaign(sql, {
      ownerId: null,
      demo: false,
      doc: {
        ...{ name, slug: `staged-${randomUUID().slice(0, 8)}`, timeZone: "Europe/Berlin" },
        ...{ hallMode: false, ...window },
        games: [
          {
            ...{ id: randomUUID(), name: "Reel", slug: "reel", revealSeconds: 2, ...window },
            ...{ playsPerPlayer: 1, playsPerDay: false, winsPerPlayer: 1, expectedPlays: 1 },
            whoMayPlay: "anonymous",
            prizes: [prizeDoc({ brandId: brand.id, poolId: pool.id, quantity: 200 })],
          },
        ],
        look: { enamel: "#B9290F", bulb: "#FFC02E", title: "Staged", ...texts },
        rules: {
          ...{ minimumAge: 0, consentText: "", officialRules: "Rules", oddsLine: "" },
          embedDomains: [],
        },
      },
    });
  });
}

test("a staged game is rehearsed, stormed and wiped", async ({ page, context, browser }) => {
  test.setTimeout(180_000);
  await signInAsAdmin(context);
  const campaignId = await stageCampaign(`Rehearsed ${randomUUID().slice(0, 8)}`);
  await page.goto(`/campaigns/${toPublicId("cmp", campaignId)}/rehearsal`);
  await page.getByRole("button", { name: "Start rehearsal" }).click();
  const link = page.getByRole("link", { name: /\/p\/[0-9a-f]{40}$/ });
  await expect(link).toBeVisible();
  const url = new URL((await link.textContent()) ?? "");

  const visitor = await browser.newContext();
  const phone = await visitor.newPage();
  await phone.goto(url.pathname);
  const player = playerOn(phone);
  await expect(phone.getByText("Rehearsal: test codes, nothing can be won.")).toBeVisible();
  const mark = await phone
    .locator("main")
    .evaluate((main) => getComputedStyle(main, "::after").content);
  expect(mark).toContain("Rehearsal");
  await player.pulls();
  await expect(player.status).toContainText("You won", { timeout: 30_000 });
  await expect(player.ticket.locator("code")).toContainText("TEST-");
  const onTicket = await player.ticket.evaluate(
    (ticket) => getComputedStyle(ticket, "::after").content,
  );
  expect(onTicket).toContain("test code");

  await page.reload();
  await expect(page.getByText("1, 1 decided")).toBeVisible();
  const players = page.getByRole("textbox", { name: "Virtual players" });
  await players.fill("50");
  await players.blur();
  await page.getByRole("button", { name: "Start drill" }).click();
  await expect(page.getByText("Held: nothing lost, nothing doubled, ledger verified")).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByText(/^50 of 50 in /)).toBeVisible();

  // Nothing of it is where real things are.
  await page.goto("/draws");
  await expect(page.getByText("Staged")).toHaveCount(0);
  await page.goto(`/campaigns/${toPublicId("cmp", campaignId)}/rehearsal`);
  await page.getByRole("button", { name: "End rehearsal" }).click();
  await page.getByRole("button", { name: "End and wipe it" }).click();
  await expect(page.getByRole("button", { name: "Start rehearsal" })).toBeVisible();
  await withDatabase(async (sql) => {
    const rows = await sql`select 1 from campaign where rehearsal_of = ${campaignId}`;
    expect(rows).toHaveLength(0);
  });
  await visitor.close();
});
