import { createHash } from "node:crypto";
import http from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { pageHeaders, pagePolicy } from "#workers/gateway/content-policy.ts";

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);
/** Once a second and page at most; higher qualities cost ten times for a few percent. */
const brotliQuality = 5;
const answerBytesMax = 1 << 20;
const patienceMs = 5_000;

export type Encoding = "br" | "gzip" | "identity";

/** A page ready to be written: nothing is computed for the request that gets it. */
export interface Shell {
  readonly status: number;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
}

export interface ShellRequest {
  readonly webUrl: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly frameAncestors: readonly string[];
  readonly isHttps: boolean;
}

export interface WholeAnswer {
  readonly status: number;
  readonly type: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer of web, whole or not at all: too slow, too large or broken off is a rejection. */
export function fetchWhole(
  agent: http.Agent,
  { webUrl, path, headers }: Pick<ShellRequest, "webUrl" | "path" | "headers">,
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const asked = http.get(
      new URL(path, webUrl),
      { agent, headers, timeout: patienceMs },
      (page) => {
        const chunks: Buffer[] = [];
        let size = 0;
        page.on("data", (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > answerBytesMax) page.destroy(new Error("the page is too large to cache"));
        });
        page.once("error", reject);
        page.once("close", () => {
          if (!page.complete) reject(new Error("the page broke off"));
        });
        page.once("end", () => {
          const type = page.headers["content-type"] ?? "";
          const status = page.statusCode ?? 500;
          resolve({ status, type, headers: page.headers, body: Buffer.concat(chunks) });
        });
      },
    );
    asked.once("timeout", () => asked.destroy(new Error("web is too slow")));
    asked.once("error", reject);
  });
}

/**
 * Renders a page through web, as a stranger without cookies, and prepares it in every encoding. Undefined when
 * what came is not a page to keep (a redirect, an error, not HTML).
 */
export async function fetchShell(
  agent: http.Agent,
  asked: ShellRequest,
  previous: Shell | undefined,
): Promise<Shell | undefined> {
  const page = await fetchWhole(agent, asked);
  const isPage = (page.status === 200 || page.status === 404) && page.type.startsWith("text/html");
  if (!isPage) return undefined;
  const etag = `"${createHash("sha256").update(page.body).digest("base64url").slice(0, 22)}"`;
  const policy = pagePolicy(page.body.toString("utf8"), asked.frameAncestors);
  if (previous?.etag === etag && previous.headers["content-security-policy"] === policy)
    return previous;
  const [gzipped, brotli] = await Promise.all([
    gzipAsync(page.body),
    brotliAsync(page.body, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  ]);
  return {
    status: page.status,
    etag,
    headers: {
      "content-type": page.type,
      "cache-control": "no-cache",
      vary: "accept-encoding, accept-language, cookie",
      etag,
      "content-security-policy": policy,
      ...pageHeaders(asked.isHttps),
    },
    bodies: { identity: page.body, gzip: gzipped, br: brotli },
  };
}
