import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type FakeWeb, request, startFakeWeb } from "#lib/testing/fake-web.ts";
import { startTestGateway, type TestGateway } from "#lib/testing/gateway-fixture.ts";
import { eventually } from "#lib/testing/stores.ts";

let web: FakeWeb;
let host: TestGateway;

beforeAll(async () => {
  web = await startFakeWeb();
  host = await startTestGateway({ WEB_URL: web.url });
});
afterAll(async () => {
  await host.stop();
  web.close();
});

const script = `self.x = "${"a".repeat(100)}"`;
const page = (n: number) =>
  `<!doctype html><p>${n}</p><script src="/a.js"></script><script>${script}</script>`;
let rendered: string[] = [];
beforeEach(() => {
  rendered = [];
  web.handler = (incoming, response) => {
    rendered.push(`${incoming.url}|${incoming.headers.cookie ?? ""}`);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page(rendered.length));
  };
});

it("renders once for a stampede, with a policy that names the inline scripts", async () => {
  const startedMs = performance.now();
  const replies = await Promise.all(Array.from({ length: 200 }, () => host.call("/p/spring")));
  const seconds = Math.floor((performance.now() - startedMs) / 1_000);
  expect(rendered.length).toBeLessThanOrEqual(1 + seconds);
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  const policy = replies[0]?.headers.get("content-security-policy") ?? "";
  const digest = await crypto.subtle.digest("SHA-256", Buffer.from(script));
  expect(policy).toContain(`script-src 'self' 'sha256-${Buffer.from(digest).toString("base64")}'`);
  expect(policy).toContain("frame-ancestors 'none'");
  await eventually("the page is rendered anew after a second", async () => {
    return (await host.call("/p/spring")).text !== replies[0]?.text;
  });
});

it("never shares what belongs to one visitor", async () => {
  const headers = { cookie: "frolic_player=secret; theme=dark" };
  await host.call("/p/autumn", { headers });
  expect(rendered).toEqual(["/p/autumn|theme=dark"]);
  await host.call("/p/autumn?utm_source=x", { headers });
  expect(rendered).toHaveLength(1);
  const own = await host.call("/p/autumn?play=1", { headers });
  expect(own.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  await host.call("/p/autumn/prizes", { headers });
  await host.call("/p/autumn", { method: "POST", headers });
  await host.call("/p/autumn", { headers: { ...headers, rsc: "1" } });
  expect(rendered.slice(1).every((line) => line.includes("frolic_player=secret"))).toBe(true);
  expect(rendered).toHaveLength(5);
});

it("gives web a nonce for a page of one visitor, and allows no other inline script", async () => {
  let given = "";
  web.handler = (incoming, response) => {
    given = String(incoming.headers["content-security-policy"]);
    response.setHeader("content-type", "text/html");
    response.end("<p>own</p>");
  };
  const forged = { "content-security-policy": "script-src 'nonce-forged'" };
  const nonces = new Set<string | undefined>();
  const paths = ["/p/own?play=1", "/p/own?play=1", "/p/own/prizes", "/embed/own?play=1"];
  for (const path of [...paths, "/c/own/rules"]) {
    const reply = await host.call(path, { headers: forged });
    const policy = reply.headers.get("content-security-policy") ?? "";
    const script = policy.split("; ").find((entry) => entry.startsWith("script-src"));
    nonces.add(/^script-src 'self' 'nonce-([A-Za-z0-9+/=]{24})'$/.exec(script ?? "")?.[1]);
    expect(given).toBe(policy);
  }
  expect(nonces.has(undefined)).toBe(false);
  expect(nonces.size).toBe(5);
  await host.call("/campaigns", { headers: forged });
  expect(given).toBe("undefined");
});

it("sends compressed copies and answers 304 to who has the page", async () => {
  const asked = request(host.base, "/p/winter", { headers: { "accept-encoding": "gzip" } }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe(page(1));
  const etag = String(response.headers.etag);
  const again = await host.call("/p/winter", { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});

it("keeps serving the last page while web is down", async () => {
  expect((await host.call("/p/summer")).text).toBe(page(1));
  web.handler = (incoming) => incoming.socket.destroy();
  for (let n = 0; n < 5; n++) expect((await host.call("/p/summer")).text).toBe(page(1));
  expect((await host.call("/p/unseen")).status).toBe(503);
});
