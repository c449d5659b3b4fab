import http, { type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AdServices, answerAdsApi, isAdsHotCall } from "#lib/http/shared/ads-api.ts";
import type { ApiAnswer, ApiCall } from "#lib/http/shared/api-call.ts";
import { answerPlayApi, isPlayApiPath } from "#lib/http/shared/play-api.ts";
import type { PlayServices } from "#lib/http/shared/play-services.ts";
import { newRequestId } from "#lib/http/shared/request-id.ts";
import { forwardedFacts } from "#workers/gateway/forwarded.ts";
import { type FrontDoor, refuseUpgrade } from "#workers/gateway/front-door.ts";
import type { GatewayHealth } from "#workers/gateway/health.ts";
import type { GatewayMetrics } from "#workers/gateway/metrics.ts";
import { nodeCall, writeAnswer } from "#workers/gateway/node-call.ts";
import type { PageCache } from "#workers/gateway/page-cache.ts";
import type { StaticFiles } from "#workers/gateway/static-files.ts";

export const socketPath = "/socket.io/";
const policyHeader = "content-security-policy";

export interface GatewayParts {
  readonly services: PlayServices;
  readonly ads: AdServices;
  readonly frontDoor: FrontDoor;
  readonly pages: PageCache;
  readonly files: StaticFiles;
  readonly health: GatewayHealth;
  readonly metrics: Pick<GatewayMetrics, "answered">;
}

/**
 * The public server. What it answers itself: health, the play and the ads API, cached player pages, files of the build, and the
 * socket path, which socket.io takes before this handler. All else is web's.
 */
export function createGatewayServer(parts: GatewayParts): Server {
  const { env } = parts.services.runtime;
  const trust = { trustProxy: env.TRUST_PROXY, baseUrl: env.BASE_URL };
  const server = http.createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    serve(parts, trust, request, response);
  });
  server.on("upgrade", (request, socket) => {
    const { path } = split(request.url ?? "/");
    if (!path.startsWith(socketPath)) refuseUpgrade(socket);
  });
  return server;
}

function split(url: string): { readonly path: string; readonly search: string } {
  const cut = url.indexOf("?");
  return cut < 0 ? { path: url, search: "" } : { path: url.slice(0, cut), search: url.slice(cut) };
}

interface Trust {
  readonly trustProxy: boolean;
  readonly baseUrl: string;
}

function serve(
  parts: GatewayParts,
  trust: Trust,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { path, search } = split(request.url ?? "/");
  // First, because a stampede is made of these.
  if (isPlayApiPath(path)) {
    serveApi(parts, trust, request, response, { path, search }, (call) =>
      answerPlayApi(parts.services, call),
    );
    return;
  }
  if (isAdsHotCall(request.method ?? "GET", path)) {
    serveApi(parts, trust, request, response, { path, search }, (call) =>
      answerAdsApi(parts.ads, call),
    );
    return;
  }
  const pass = () => {
    const forwarded = forwardedFacts(request.headers, request.socket.remoteAddress, trust);
    const forward = () => parts.frontDoor.pass(request, response, forwarded, newRequestId());
    const headers = parts.pages.headersOf(path);
    // Web takes the nonce for its inline scripts from here: never one that a stranger chose.
    delete request.headers[policyHeader];
    if (headers === undefined) {
      forward();
      return;
    }
    // headersOf() answers without the embed's domains when it cannot read them. What web sets itself wins.
    void headers.then((own) => {
      for (const [name, value] of Object.entries(own)) response.setHeader(name, value);
      request.headers[policyHeader] = own[policyHeader];
      forward();
    });
  };
  if (parts.pages.serve(request, response, path, search, pass)) return;
  if (parts.files.serve(request, response, path, pass)) return;
  if (!parts.health.serve(response, path)) pass();
}

/** `answer` turns every failure into an answer. */
function serveApi(
  parts: GatewayParts,
  trust: Trust,
  request: IncomingMessage,
  response: ServerResponse,
  { path, search }: { readonly path: string; readonly search: string },
  answer: (call: ApiCall) => Promise<ApiAnswer>,
): void {
  const forwarded = forwardedFacts(request.headers, request.socket.remoteAddress, trust);
  const requestId = newRequestId();
  const call = nodeCall(request, response, { path, search, forwarded, requestId });
  void answer(call).then((said) => {
    parts.metrics.answered(said.status);
    writeAnswer(response, said, requestId);
  });
}
