// The play, the ads and the bot API for hosts that speak web Requests: route handlers of a web process.

import { type AdServices, answerAdsApi } from "#lib/http/shared/ads-api.ts";
import type { ApiAnswer, ApiCall } from "#lib/http/shared/api-call.ts";
import { answerBotApi } from "#lib/http/shared/bot-api.ts";
import type { BotServices } from "#lib/http/shared/bot-services.ts";
import { answerPlayApi } from "#lib/http/shared/play-api.ts";
import type { PlayServices } from "#lib/http/shared/play-services.ts";
import { requestIdOf } from "#lib/http/shared/request-id.ts";
import { readRequestText } from "#lib/http/shared/request-text.ts";

/** web stands behind the front door, which sets these headers anew: the last entry is the client it saw. */
function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}

export function fetchCall(request: Request): ApiCall {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    address: addressOf(request.headers),
    isHttps: request.headers.get("x-forwarded-proto") === "https",
    requestId: requestIdOf(request.headers),
    signal: request.signal,
    header: (name) => request.headers.get(name) ?? undefined,
    readBody: (limit) => readRequestText(request, limit),
  };
}

function toResponse(answer: ApiAnswer, requestId: string): Response {
  const headers = new Headers({ "x-request-id": requestId });
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const each of typeof value === "string" ? [value] : value) headers.append(name, each);
  }
  return new Response(answer.body === "" ? null : answer.body, { status: answer.status, headers });
}

export async function respondPlayApi(services: PlayServices, request: Request): Promise<Response> {
  const call = fetchCall(request);
  return toResponse(await answerPlayApi(services, call), call.requestId);
}

export async function respondAdsApi(services: AdServices, request: Request): Promise<Response> {
  const call = fetchCall(request);
  return toResponse(await answerAdsApi(services, call), call.requestId);
}

/** `name`: the call, whichever of its addresses it came by. */
export async function respondBotApi(
  services: BotServices,
  request: Request,
  name: string,
): Promise<Response> {
  const call = fetchCall(request);
  return toResponse(await answerBotApi(services, call, name), call.requestId);
}
