import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { axeOn } from "./axe-on.ts";
import { signInAsAdmin } from "./staff.ts";

interface Message {
  readonly headers: Record<string, string>;
  readonly body: string;
}

let receiver: Server;
let received: Message[];

test.beforeEach(async ({ context }) => {
  received = [];
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    const body = Buffer.concat(chunks).toString();
    // Facts of other journeys arrive here, too; the test message is a win.
    if (body.includes('"play.won"')) received.push({ headers, body });
    response.writeHead(200).end("well received");
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  await signInAsAdmin(context);
});
test.afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

test("a webhook is made, tested, sent again and given a new secret", async ({ page }) => {
  const { port } = receiver.address() as AddressInfo;
  await page.goto("/settings/webhooks");
  await page.getByRole("textbox", { name: "Address" }).fill("ftp://nowhere");
  await page.getByRole("button", { name: "Add the webhook" }).click();
  await expect(page.getByRole("textbox", { name: "Address" })).toHaveAttribute(
    "aria-invalid",
    "true",
  );
  await page.getByRole("textbox", { name: "Address" }).fill(`http://127.0.0.1:${port}/hook`);
  await page.getByText("game.ended", { exact: true }).first().click();
  await page.getByRole("button", { name: "Add the webhook" }).click();
  const shown = page.getByRole("status").filter({ hasText: "whsec_" });
  const before = /whsec_[A-Za-z0-9+/]{43}=/.exec((await shown.textContent()) ?? "")?.[0] ?? "";
  expect((await axeOn(page).analyze()).violations).toEqual([]);

  await page.getByRole("link", { name: `http://127.0.0.1:${port}/hook` }).click();
  await page.getByRole("button", { name: "Send test" }).click();
  await expect(page.getByText("HTTP 200")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("well received")).toBeVisible();
  expect(new Webhook(before).verify(received[0]?.body ?? "", received[0]?.headers ?? {})).toEqual(
    expect.objectContaining({ type: "play.won" }),
  );
  expect((await axeOn(page).analyze()).violations).toEqual([]);
  const width = page.viewportSize()?.width ?? 0;
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    width,
  );

  await page.getByRole("button", { name: "Resend" }).click();
  await expect(page.getByText("HTTP 200")).toHaveCount(2, { timeout: 15_000 });
  expect(received[1]?.headers["webhook-id"]).toBe(received[0]?.headers["webhook-id"]);

  await page.getByRole("link", { name: `127.0.0.1:${port}` }).click();
  await page.getByRole("button", { name: "Rotate the secret" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Rotate" }).click();
  const rotated = page.getByRole("status").filter({ hasText: "whsec_" });
  const fresh = /whsec_[A-Za-z0-9+/]{43}=/.exec((await rotated.textContent()) ?? "")?.[0] ?? "";
  expect(fresh).not.toBe(before);
  expect((await axeOn(page).analyze()).violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    width,
  );
  await page.getByRole("button", { name: "Send test" }).click();
  await expect.poll(() => received.length, { timeout: 15_000 }).toBe(3);
  for (const secret of [before, fresh]) {
    new Webhook(secret).verify(received[2]?.body ?? "", received[2]?.headers ?? {});
  }
});
