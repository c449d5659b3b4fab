// Everything the gateway does not answer itself goes to web, streamed both ways: a slow reader slows the writer,
// and whoever hangs up first ends the other side too.

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { createProxyServer } from "http-proxy-3";
import { problemOf } from "#lib/http/shared/problem.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { type ForwardedFacts, headersForWeb } from "#workers/gateway/forwarded.ts";
import { unavailablePage, wantsPage } from "#workers/gateway/unavailable-page.ts";

export interface FrontDoor {
  pass(
    request: IncomingMessage,
    response: ServerResponse,
    facts: ForwardedFacts,
    requestId: string,
  ): void;
  close(): void;
}

export function createFrontDoor(webUrl: string, logger: Logger): FrontDoor {
  // An idle connection goes before web closes it (75 s): a request sent into one that just closed would fail.
  const agent = new http.Agent({
    keepAlive: true,
    maxSockets: 512,
    maxFreeSockets: 64,
    timeout: 60_000,
  });
  // Host stays the client's (changeOrigin off): server actions compare it with Origin.
  const proxy = createProxyServer({ target: webUrl, agent, changeOrigin: false, xfwd: false });
  proxy.on("proxyRes", (fromWeb, _request, response) => {
    // A pipe ends its target only at an orderly end; a body that breaks off must break off at the client too.
    fromWeb.once("close", () => {
      if (!fromWeb.complete) response.destroy();
    });
  });
  return {
    pass: (request, response, facts, requestId) => {
      request.headers = headersForWeb(request.headers, facts, requestId);
      proxy.web(request, response, {}, (error) => {
        logger.warn({ err: error, requestId, path: request.url }, "web did not answer");
        answerUnavailable(request, response, requestId);
      });
    },
    close: () => {
      proxy.close();
      agent.destroy();
    },
  };
}

function answerUnavailable(
  request: IncomingMessage,
  response: ServerResponse | Duplex,
  requestId: string,
): void {
  if (!("writeHead" in response) || response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const problem = problemOf(new AppError("unavailable", { retryAfterS: 2 }), requestId);
  const page = wantsPage(request) ? unavailablePage(requestId) : undefined;
  response.writeHead(problem.status, {
    ...problem.headers,
    ...page?.headers,
    "x-request-id": requestId,
  });
  response.end(
    request.method === "HEAD" ? undefined : (page?.html ?? JSON.stringify(problem.body)),
  );
}

/** Web serves no socket, and an upgrade let through would reach it past every check of this door. */
export function refuseUpgrade(socket: Duplex): void {
  socket.on("error", () => undefined);
  socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}
