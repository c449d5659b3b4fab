import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { basisOf, requestApproval } from "#lib/approvals/request-approval.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { createBrand, createLiveGame, createPool } from "#lib/testing/factories.ts";
import { lookAround } from "./look-around.ts";
import { signInAsAdmin } from "./staff.ts";

/**
 * What saving does while the switch is on, put there by hand: the switch is the whole installation's, and journeys
 * beside this one edit campaigns as one person.
 */
async function askForMore(name: string): Promise<string> {
  const secret = process.env.FROLIC_SECRET ?? "";
  const database = openDatabase(process.env.DATABASE_URL ?? "", { max: 1 });
  try {
    const { sql } = database;
    const brand = await createBrand(sql, { name: `Brand of ${name}` });
    const pool = await createPool(sql, brand.id, 20, { secret });
    const line = { brandId: brand.id, poolId: pool.id, quantity: 5 };
    const { campaignId } = await createLiveGame(sql, { secret, openGame, prizes: [line] });
    const [row] = await sql<{ doc: CampaignDoc }[]>`
      update campaign set name = ${name}, doc = jsonb_set(doc, '{name}', to_jsonb(${name}::text))
       where id = ${campaignId} returning doc`;
    if (!row) throw new Error("The campaign is gone.");
    const { doc } = row;
    const [maker] = await sql<{ id: string }[]>`
      insert into "user" (name, email, role)
      values ('Theo Brandt', ${`${randomUUID()}@example.test`}, 'marketer') returning id`;
    const games = doc.games.map((game) => ({
      ...game,
      prizes: game.prizes.map((prize) => ({ ...prize, quantity: 8 })),
    }));
    const prizes = games.flatMap((game) =>
      game.prizes.map(({ id, quantity, poolId }) => ({ id, gameId: game.id, quantity, poolId })),
    );
    const path = "games.0.prizes.0.quantity";
    const label = "Quantity of Game, A free coffee";
    return await requestApproval(sql, {
      actor: { kind: "user", userId: maker?.id ?? "", role: "marketer", brandId: null },
      ...{ kind: "campaign_edit", campaignId, basis: basisOf(doc), note: "Eight came by" },
      payload: { doc: { ...doc, games }, note: "Eight came by", prizes },
      lines: [{ path, label, before: "5", after: "8" }],
      requestId: null,
    });
  } finally {
    await database.close();
  }
}

test("somebody else's request is found, read and approved, and is in force", {
  tag: "@full",
}, async ({ page, context }) => {
  const name = `Asked ${randomUUID().slice(0, 8)}`;
  await askForMore(name);
  await signInAsAdmin(context);
  await page.goto("/");
  await page.getByRole("link", { name: "Approve or refuse" }).click();
  await page.getByRole("link", { name: `Change ${name}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Change ${name}` })).toBeVisible();
  const row = page.getByRole("row", { name: /Quantity of Game, A free coffee/ });
  await expect(row.getByRole("cell")).toHaveText(["5", "8"]);
  await expect(page.getByText(/^Theo Brandt, /)).toBeVisible();
  expect(await lookAround(page, [new URL(page.url()).pathname, "/settings/approvals"])).toEqual([]);

  await page.getByRole("link", { name: `Change ${name}` }).click();
  await page.getByRole("button", { name: "Refuse…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Refuse" }).click();
  await expect(page.getByText("Say why it is refused.")).toBeVisible();
  await page.getByRole("button", { name: "Not yet" }).click();
  await page.getByRole("button", { name: "Approve…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved. The change is in force.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve…" })).toHaveCount(0);
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByText("left of 8")).toBeVisible();
});
