import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { webhookEvents } from "#lib/webhooks/contract.ts";
import { makeSecret } from "#lib/webhooks/endpoint-secret.ts";
import { signatureHeaders } from "#lib/webhooks/sign-message.ts";

type Verify = (
  headers: Record<string, string>,
  body: string,
  secret: string,
  nowMs?: number,
) => boolean;

const guide = readFileSync("docs/guides/webhooks.md", "utf8");
let folder: string;
let isFromFrolic: Verify;

beforeAll(async () => {
  const snippet = /```js\n([\s\S]+?)```/.exec(guide)?.[1] ?? "";
  folder = mkdtempSync(join(tmpdir(), "frolic-guide-"));
  const file = join(folder, "verify.mjs");
  writeFileSync(file, snippet);
  const loaded = (await import(pathToFileURL(file).href)) as { isFromFrolic: Verify };
  isFromFrolic = loaded.isFromFrolic;
});
afterAll(() => rmSync(folder, { recursive: true }));

it("verifies what the product signs, during a rotation too, and nothing else", () => {
  const [secret, before, other] = [makeSecret(), makeSecret(), makeSecret()];
  const body = '{"type":"game.ended"}';
  const at = new Date();
  const headers = signatureHeaders({ id: "m1", body }, [secret, before], at);
  expect(isFromFrolic(headers, body, secret)).toBe(true);
  expect(isFromFrolic(headers, body, before)).toBe(true);
  expect(isFromFrolic(headers, body, other)).toBe(false);
  expect(isFromFrolic(headers, `${body} `, secret)).toBe(false);
  expect(isFromFrolic({ ...headers, "webhook-id": "m2" }, body, secret)).toBe(false);
  expect(isFromFrolic(headers, body, secret, at.getTime() + 6 * 60_000)).toBe(false);
  expect(isFromFrolic({ ...headers, "webhook-timestamp": "soon" }, body, secret)).toBe(false);
  expect(isFromFrolic({}, body, secret)).toBe(false);
});

it("names every event", () => {
  for (const type of webhookEvents) expect(guide).toContain(`\`${type}\``);
});
