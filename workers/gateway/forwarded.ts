// What the front door believes and passes on about where a request came from. Inbound X-Forwarded-* headers are
// a stranger's words unless a proxy of our own stands in front.

import type { IncomingMessage } from "node:http";

export interface ForwardedFacts {
  readonly address: string;
  readonly host: string;
  readonly proto: "http" | "https";
}

export interface ForwardedOptions {
  readonly trustProxy: boolean;
  readonly baseUrl: string;
}

type Headers = IncomingMessage["headers"];

function last(value: string | string[] | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = Array.isArray(value) ? value.join(",") : value;
  return text.slice(text.lastIndexOf(",") + 1).trim() || undefined;
}

/** The trusted proxy appends, so only the last entry of a list is its own word. */
export function forwardedFacts(
  headers: Headers,
  remoteAddress: string | undefined,
  { trustProxy, baseUrl }: ForwardedOptions,
): ForwardedFacts {
  const given = trustProxy ? headers : {};
  const proto = last(given["x-forwarded-proto"]);
  const isHttps = proto === undefined ? baseUrl.startsWith("https:") : proto === "https";
  return {
    address: last(given["x-forwarded-for"]) ?? remoteAddress ?? "unknown",
    host: last(given["x-forwarded-host"]) ?? headers.host ?? "",
    proto: isHttps ? "https" : "http",
  };
}

const dropped = new Set([
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-forwarded-server",
  "x-real-ip",
  "x-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  // Next's own marks on inner requests; from outside they would be forgeries.
  "x-middleware-subrequest",
  "x-middleware-rewrite",
  "x-middleware-next",
  "x-invoke-path",
  "x-invoke-query",
  "x-matched-path",
  "x-now-route-matches",
]);

/** The headers that go on to web: the client's own without anybody's claims, and ours. Host stays as it is. */
export function headersForWeb(headers: Headers, facts: ForwardedFacts, requestId: string): Headers {
  const kept = Object.entries(headers).filter(([name]) => !dropped.has(name));
  return {
    ...Object.fromEntries(kept),
    "x-forwarded-for": facts.address,
    "x-forwarded-host": facts.host,
    "x-forwarded-proto": facts.proto,
    "x-request-id": requestId,
  };
}
