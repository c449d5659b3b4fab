import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import net from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeWeb, request, startFakeWeb } from "#lib/testing/fake-web.ts";
import { startTestGateway, type TestGateway } from "#lib/testing/gateway-fixture.ts";
import { eventually } from "#lib/testing/stores.ts";

let web: FakeWeb;
let host: TestGateway;
let trusting: TestGateway;

beforeAll(async () => {
  web = await startFakeWeb();
  [host, trusting] = await Promise.all([
    startTestGateway({ WEB_URL: web.url }),
    startTestGateway({ WEB_URL: web.url, TRUST_PROXY: "true" }),
  ]);
});
beforeEach(() => web.echo());
afterAll(async () => {
  await Promise.all([host.stop(), trusting.stop()]);
  web.close();
});

async function json(base: string, path: string, headers: Record<string, string>) {
  const asked = request(base, path, { headers }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** A check that a counter has begun and has not moved for ten looks. */
function standsStill(read: () => number): () => Promise<boolean> {
  let last = -1;
  let same = 0;
  return async () => {
    same = read() === last ? same + 1 : 0;
    last = read();
    return last > 0 && same >= 10;
  };
}

describe("front door", () => {
  const spoofed = {
    host: "play.example",
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-middleware-subrequest": "a:a:a",
  };

  it("keeps Host and replaces what strangers claim", async () => {
    const seen = await json(host.base, "/admin?x=%2F..", spoofed);
    expect(seen.url).toBe("/admin?x=%2F..");
    expect(seen.headers).toMatchObject({
      host: "play.example",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": "play.example",
      "x-forwarded-proto": "http",
    });
    expect(seen.headers["x-middleware-subrequest"]).toBeUndefined();
    expect(seen.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("passes on what a trusted proxy says", async () => {
    const seen = await json(trusting.base, "/admin", spoofed);
    expect(seen.headers).toMatchObject({
      host: "play.example",
      "x-forwarded-for": "6.6.6.6",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
    });
  });

  it("streams a request body and lets a slow reader hold the sender back", async () => {
    let reading: IncomingMessage | undefined;
    web.handler = (incoming) => {
      reading = incoming;
    };
    const upload = request(host.base, "/upload", { method: "POST" });
    const chunk = Buffer.alloc(1 << 20);
    let sent = 0;
    const push = () => {
      while (sent < 100) {
        sent++;
        if (!upload.write(chunk)) break;
      }
    };
    upload.on("drain", push);
    push();
    // web reads nothing: kernel and pipe buffers fill, then the sender is told to wait.
    await eventually(
      "the sender is held back",
      standsStill(() => sent),
    );
    expect(sent).toBeLessThan(100);
    const heldAt = sent;
    const incoming = await eventually("the request is with web", async () => reading);
    incoming.resume();
    await eventually("the sender goes on", async () => sent > heldAt);
    upload.on("error", () => undefined);
    upload.destroy();
  });

  it("streams an answer and lets a slow client hold web back", async () => {
    let written = 0;
    web.handler = (_incoming, response) => {
      const chunk = Buffer.alloc(1 << 20);
      const pump = () => {
        if (written === 100) {
          response.end();
          return;
        }
        written++;
        if (response.write(chunk)) setImmediate(pump);
        else response.once("drain", pump);
      };
      pump();
    };
    const asked = request(host.base, "/download").end();
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    response.pause();
    await eventually(
      "web is held back",
      standsStill(() => written),
    );
    expect(written).toBeLessThan(100);
    let size = 0;
    for await (const chunk of response) size += chunk.length;
    expect(size).toBe(100 << 20);
  });

  it("ends web's side when the client hangs up, and the client's when web breaks off", async () => {
    let aborted = false;
    web.handler = (_incoming, response) => {
      response.writeHead(200).write("first");
      response.once("close", () => {
        aborted = true;
      });
    };
    const asked = request(host.base, "/slow").end();
    asked.on("error", () => undefined);
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    response.on("error", () => undefined);
    await once(response, "data");
    asked.destroy();
    await eventually("web hears of it", async () => aborted);

    web.handler = (_incoming, broken) => {
      broken.writeHead(200, { "content-length": "1000" }).write("half", () => broken.destroy());
    };
    const other = request(host.base, "/broken").end();
    other.on("error", () => undefined);
    const [half] = (await once(other, "response")) as [IncomingMessage];
    half.on("error", () => undefined);
    half.resume();
    await new Promise<void>((resolve) => half.once("close", () => resolve()));
    expect(half.complete).toBe(false);
  });

  it("answers 503 when web is away", async () => {
    web.handler = (incoming) => incoming.socket.destroy();
    const reply = await host.call("/admin");
    expect(reply.status).toBe(503);
    expect(reply.body.code).toBe("unavailable");
    expect(reply.headers.get("retry-after")).toBe("2");
  });

  it("shows a person a page while web is away, and asks again by itself", async () => {
    web.handler = (incoming) => incoming.socket.destroy();
    const headers = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
    for (const path of ["/campaigns", "/p/nowhere", "/c/nowhere/rules"]) {
      const reply = await host.call(path, { headers });
      expect(reply.status).toBe(503);
      expect(reply.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(reply.headers.get("cache-control")).toBe("no-store");
      expect(Number(reply.headers.get("retry-after"))).toBeGreaterThanOrEqual(3);
      expect(reply.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(reply.text).toContain("<h1>One moment</h1>");
      expect(reply.text).toContain(reply.headers.get("x-request-id"));
      expect(reply.text).toMatch(/<meta http-equiv="refresh" content="\d">/);
      expect(reply.text).not.toMatch(/<script|src=|url\(/);
    }
    const head = await host.call("/campaigns", { method: "HEAD", headers });
    expect([head.status, head.text]).toEqual([503, ""]);
    // A script's call keeps its own language.
    const call = await host.call("/campaigns", { headers: { accept: "*/*", rsc: "1" } });
    expect(call.headers.get("content-type")).toBe("application/problem+json");
  });

  it("lets no upgrade through to web", async () => {
    const { hostname, port } = new URL(host.base);
    const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
    for (const target of ["/", "/_next/webpack-hmr", "/socket.io", `http://127.0.0.1:1/`]) {
      const socket = net.connect(Number(port), hostname);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\n${upgrade}${key}\r\n`);
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      await once(socket, "close");
      expect(text.split("\r\n")[0]).toBe("HTTP/1.1 404 Not Found");
    }
    expect(web.upgrades).toBe(0);
  });
});
