import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "#lib/testing/gateway-fixture.ts";
import { eventually, freePort } from "#lib/testing/stores.ts";

const script = `self.x = "${"abc".repeat(5_000)}"`;
let web: http.Server;
let host: TestGateway;
let asked: string[] = [];

beforeAll(async () => {
  web = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const name = request.url ?? "";
    if (name.includes("gone")) response.writeHead(404).end("no such file");
    else if (name.includes("fresh"))
      response.writeHead(200, { "content-type": "text/plain" }).end("today");
    else {
      const type = name.endsWith(".woff2") ? "font/woff2" : "application/javascript; charset=UTF-8";
      const cacheControl = "public, max-age=31536000, immutable";
      response.writeHead(200, { "content-type": type, "cache-control": cacheControl }).end(script);
    }
  });
  const port = await freePort();
  web.listen(port, "127.0.0.1");
  await once(web, "listening");
  host = await startTestGateway({ WEB_URL: `http://127.0.0.1:${port}` });
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  await host.stop();
  web.closeAllConnections();
  web.close();
});

async function fetchRaw(path: string, headers: Record<string, string> = {}, method = "GET") {
  const request = http.request(new URL(path, host.base), { agent: false, headers, method }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

describe("static files", () => {
  it("are fetched once for a crowd and kept in the tightest form", async () => {
    const path = "/_next/static/chunks/a-1~x.js";
    const crowd = await Promise.all(Array.from({ length: 50 }, () => host.call(path)));
    expect(crowd.every(({ status, text }) => status === 200 && text === script)).toBe(true);
    expect(asked).toEqual([path]);
    const zipped = await fetchRaw(path, { "accept-encoding": "gzip" });
    expect(gunzipSync(zipped.body).toString()).toBe(script);
    expect(zipped.headers["cache-control"]).toContain("immutable");
    expect(zipped.headers.vary).toBe("accept-encoding");
    const tight = await eventually("brotli is ready", async () => {
      const answer = await fetchRaw(path, { "accept-encoding": "gzip, deflate, br" });
      return answer.headers["content-encoding"] === "br" ? answer : undefined;
    });
    expect(brotliDecompressSync(tight.body).toString()).toBe(script);
    const plain = await fetchRaw(path);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.body.toString()).toBe(script);
    const head = await fetchRaw(path, {}, "HEAD");
    expect(head.headers["content-length"]).toBe(String(script.length));
    expect(head.body).toHaveLength(0);
    expect(asked).toHaveLength(1);
  });

  it("are not compressed when that would gain nothing", async () => {
    const font = await fetchRaw("/_next/static/media/a.woff2", { "accept-encoding": "br, gzip" });
    expect(font.headers["content-encoding"]).toBeUndefined();
    expect(font.headers["content-type"]).toBe("font/woff2");
  });

  it("are web's to answer when they may change, are missing or asked for in part", async () => {
    for (const path of ["/_next/static/gone.js", "/_next/static/fresh.txt"]) {
      asked = [];
      const first = await host.call(path);
      expect(first.status).toBe(path.includes("gone") ? 404 : 200);
      await host.call(path);
      // Looked for by the cache, then passed on as it came; nothing of it is kept.
      expect(asked).toHaveLength(4);
    }
    asked = [];
    await host.call("/_next/static/chunks/b.js", { headers: { range: "bytes=0-1" } });
    await host.call("/_next/static/chunks/..%2f..%2fsecret", { method: "POST" });
    await host.call("/_next/data/x.json");
    expect(asked).toHaveLength(3);
  });
});
