// From a tracked link in a chat to a play, its win in the report, and the certificate of where it ran.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import type { Actor } from "#lib/identity/contract.ts";
import { promotionReport } from "#lib/promotions/promotion-report.ts";
import { trackInputSchema } from "#lib/promotions/track-contract.ts";
import { trackEvent } from "#lib/promotions/track-event.ts";
import {
  createLink,
  createPromoServer,
  createPromotion,
  place,
  type TestPromotionOptions,
} from "#lib/testing/promotion-rows.ts";
import { playerOn } from "./player-actor.ts";
import { arrangeGame } from "./player-games.ts";
import { signInAsAdmin } from "./staff.ts";
import { withDatabase } from "./verify-games.ts";

// A browser without a window says so, and is taken for the crawler that it might be.
test.use({
  userAgent:
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
});

const base = process.env.BASE_URL ?? "http://localhost:3000";
const system: Actor = { kind: "system" };

/** A promotion that was posted on one promo server, and its tracked link. */
async function arrangePromotion(given: TestPromotionOptions & { readonly gameId?: string }) {
  return withDatabase(async (sql) => {
    const [game] = await sql<{ campaignId: string }[]>`
      select campaign_id as "campaignId" from game where id = ${given.gameId ?? null}::uuid`;
    const promotion = await createPromotion(sql, {
      ...given,
      servers: 1,
      promotedCampaignId: game?.campaignId ?? null,
    });
    const server = await createPromoServer(sql, { name: "The reading room" });
    await place(sql, { promotion, server });
    const told = trackInputSchema.parse({
      ...{ serverUuid: server.id, campaignId: promotion.campaignId, eventType: "POSTED" },
      ...{ timestamp: Math.floor(Date.now() / 1000), messageId: "1042", channelId: "7" },
    });
    expect(await trackEvent({ sql }, system, told)).toMatchObject({ billedAs: 1 });
    return { promotionId: promotion.id, token: await createLink(sql, { promotion, server }) };
  });
}

const follow = (token: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${base}/go/${token}`, { method, redirect: "manual", headers });

test("a click in a chat leads to the game, and its win stands in the report", async ({ page }) => {
  const game = await arrangeGame(true, { revealSeconds: 3 });
  const { promotionId, token } = await arrangePromotion({ gameId: game.gameId });
  await page.goto(`/go/${token}`);
  await expect(page).toHaveURL(new RegExp(`/p/${game.slug}\\?ref=`));
  const player = playerOn(page);
  await player.pulls();
  await expect(player.ticket).toBeVisible();
  const { totals } = await withDatabase((sql) => promotionReport(sql, system, { promotionId }));
  expect(totals).toMatchObject({ posts: 1, clicks: 1, players: 1, plays: 1, wins: 1 });
});

test("a tracked link leads to the booked address alone, and nobody's link nowhere", async () => {
  const { token, promotionId } = await arrangePromotion({ ctaUrl: "https://shop.example/app?x=1" });
  const browser = { "user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101" };
  for (const asked of [token, `${token}?url=https://evil.example`, `${token}?ctaUrl=//evil`]) {
    const answer = await follow(asked, { ...browser, "x-forwarded-host": "evil.example" });
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toMatch(/^https:\/\/shop\.example\/app\?x=1&frolic_/);
    expect(answer.headers.get("cache-control")).toContain("no-store");
  }
  await follow(token, { "user-agent": "Mozilla/5.0 (compatible; Discordbot/2.0)" });
  await follow(token, browser, "HEAD");
  for (const unknown of ["nobody-made-this", "%2e%2e%2flogin", `${token}x`]) {
    const answer = await follow(unknown, browser);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("leads nowhere");
  }
  const { ignored, totals } = await withDatabase((sql) =>
    promotionReport(sql, system, { promotionId }),
  );
  expect(totals.clicks).toBe(1);
  expect(ignored).toEqual({ crawler: 2, repeat: 2 });
});

test("the certificate is for who may see it, and the command checks it", async ({ page }) => {
  const { promotionId } = await arrangePromotion({});
  const address = `/api/promotions/${promotionId}/certificate`;
  expect((await page.request.get(address)).status()).toBe(401);
  await signInAsAdmin(page.context());
  const answer = await page.request.get(address);
  expect(answer.status()).toBe(200);
  const text = await answer.text();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "frolic-certificate-"));
  const verify = (given: string) => {
    const file = path.join(folder, "certificate.json");
    fs.writeFileSync(file, given);
    return spawnSync(process.execPath, ["scripts/verify.mjs", file], { encoding: "utf8" });
  };
  try {
    expect(verify(text)).toMatchObject({ status: 0 });
    const changed = verify(text.replace("The reading room", "The sleeping room"));
    expect(changed.status).toBe(1);
    expect(changed.stdout).toContain("row 1");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  await page.goto(`${address}?format=html`);
  await expect(page.getByRole("heading", { name: "Exposure certificate" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "The reading room" })).toBeVisible();
});
