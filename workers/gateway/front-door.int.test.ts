import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import net from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "#lib/testing/gateway-fixture.ts";
import { eventually, freePort } from "#lib/testing/stores.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let web: http.Server;
let host: TestGateway;
let trusting: TestGateway;
let handler: Handler;
let upgrades = 0;

const echo: Handler = (request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({ url: request.url, method: request.method, headers: request.headers }),
  );
};

beforeAll(async () => {
  web = http.createServer((request, response) => handler(request, response));
  web.on("upgrade", (_request, socket) => {
    upgrades++;
    socket.destroy();
  });
  const port = await freePort();
  web.listen(port, "127.0.0.1");
  await once(web, "listening");
  const WEB_URL = `http://127.0.0.1:${port}`;
  [host, trusting] = await Promise.all([
    startTestGateway({ WEB_URL }),
    startTestGateway({ WEB_URL, TRUST_PROXY: "true" }),
  ]);
});
beforeEach(() => {
  handler = echo;
});
afterAll(async () => {
  await Promise.all([host.stop(), trusting.stop()]);
  web.closeAllConnections();
  web.close();
});

function request(base: string, path: string, options: http.RequestOptions = {}) {
  return http.request(new URL(path, base), { agent: false, ...options });
}

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
    handler = (incoming) => {
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
    handler = (_incoming, response) => {
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
    handler = (_incoming, response) => {
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

    handler = (_incoming, broken) => {
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
    handler = (incoming) => incoming.socket.destroy();
    const reply = await host.call("/admin");
    expect(reply.status).toBe(503);
    expect(reply.body.code).toBe("unavailable");
    expect(reply.headers.get("retry-after")).toBe("2");
  });

  it("shows a person a page while web is away, and asks again by itself", async () => {
    handler = (incoming) => incoming.socket.destroy();
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
    expect(upgrades).toBe(0);
  });
});

describe("page cache", () => {
  const script = `self.x = "${"a".repeat(100)}"`;
  const page = (n: number) =>
    `<!doctype html><p>${n}</p><script src="/a.js"></script><script>${script}</script>`;
  let rendered: string[] = [];
  beforeEach(() => {
    rendered = [];
    handler = (incoming, response) => {
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
    expect(policy).toContain(
      `script-src 'self' 'sha256-${Buffer.from(digest).toString("base64")}'`,
    );
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
    handler = (incoming, response) => {
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
    handler = (incoming) => incoming.socket.destroy();
    for (let n = 0; n < 5; n++) expect((await host.call("/p/summer")).text).toBe(page(1));
    expect((await host.call("/p/unseen")).status).toBe(503);
  });
});
