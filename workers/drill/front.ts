// The product's public front as a player's browser meets it: one HTTP call at a time over kept connections.

import http from "node:http";
import https from "node:https";

export interface Answer {
  readonly status: number;
  readonly retryAfterS: number | undefined;
  readonly body: unknown;
}

export interface Front {
  readonly url: string;
  call(ask: Ask): Promise<Answer>;
  close(): void;
}

export interface Ask {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

const timeoutMs = 30_000;

export function openFront(url: string): Front {
  const isHttps = new URL(url).protocol === "https:";
  const agent = new (isHttps ? https : http).Agent({ keepAlive: true });
  const { request } = isHttps ? https : http;
  return {
    url,
    call: ({ method, path, token, body, signal }) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body);
        const headers = {
          authorization: `Bearer ${token}`,
          ...(text !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(text),
          }),
        };
        const asked = request(new URL(path, url), {
          method,
          headers,
          agent,
          signal,
          timeout: timeoutMs,
        });
        asked.on("response", (response) => {
          let answer = "";
          response.setEncoding("utf8");
          response.on("data", (piece: string) => {
            answer += piece;
          });
          response.on("error", reject);
          response.on("end", () => {
            const retryAfter = Number(response.headers["retry-after"]);
            resolve({
              status: response.statusCode ?? 0,
              retryAfterS: retryAfter > 0 ? retryAfter : undefined,
              body: parse(answer),
            });
          });
        });
        asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
        asked.on("error", reject);
        asked.end(text);
      }),
    close: () => agent.destroy(),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy in between: its status says enough.
    return undefined;
  }
}
