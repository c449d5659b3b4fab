// The bot API of WIRE: one table of calls, under /api/bot and at the root. It has an envelope of its own, because bots
// that know no other read it.

import type { ApiAnswer, ApiCall } from "#lib/http/shared/api-call.ts";
import { admitBot, type BotServices } from "#lib/http/shared/bot-services.ts";
import { problemOf } from "#lib/http/shared/problem.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import { getAllApps } from "#lib/promotions/all-apps.ts";
import { allocateNow } from "#lib/promotions/allocate-now.ts";
import {
  allAppsQuerySchema,
  ofServerSchema,
  reallocationSchema,
  registrationSchema,
} from "#lib/promotions/bot-contract.ts";
import { ownerOf } from "#lib/promotions/bot-owner.ts";
import { heartbeat } from "#lib/promotions/heartbeat.ts";
import { previewAllocation } from "#lib/promotions/preview-allocation.ts";
import { registerServer } from "#lib/promotions/register-server.ts";
import type { AllocationDeps } from "#lib/promotions/run-allocation.ts";
import { seeServer } from "#lib/promotions/see-server.ts";
import { type BatchDeps, getServerCampaigns } from "#lib/promotions/server-batch.ts";
import { getServerStatus } from "#lib/promotions/server-status.ts";
import { trackInputSchema } from "#lib/promotions/track-contract.ts";
import { trackEvent } from "#lib/promotions/track-event.ts";
import { unregisterServer } from "#lib/promotions/unregister-server.ts";

const bodyBytesMax = 64 * 1024;

interface Asked {
  readonly deps: BatchDeps & AllocationDeps;
  readonly actor: Actor;
  readonly call: ApiCall;
}

type Handler = (asked: Asked) => Promise<ApiAnswer>;

const calls: Readonly<Record<string, { readonly method: string; readonly handle: Handler }>> = {
  registerServer: { method: "POST", handle: postRegistration },
  heartbeat: { method: "POST", handle: postHeartbeat },
  getServerStatus: { method: "GET", handle: getStatus },
  unregisterServer: { method: "DELETE", handle: deleteServer },
  getServerCampaigns: { method: "GET", handle: getCampaigns },
  getAllApps: { method: "GET", handle: getApps },
  reallocateCampaigns: { method: "POST", handle: postReallocation },
  trackPromotionEvent: { method: "POST", handle: postEvent },
};

/** The answer to a call by its name, refusals included; never throws. */
export async function answerBotApi(
  services: BotServices,
  call: ApiCall,
  name: string,
): Promise<ApiAnswer> {
  const { runtime, batches, whole } = services;
  try {
    const found = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!found || found.method !== methodOf(call)) throw new AppError("not_found");
    const actor = await admitBot(services, call.header("authorization"));
    const { clock, env } = runtime;
    const { sql } = runtime.database;
    const { requestId } = call;
    const kept = { baseUrl: env.BASE_URL, batches, whole };
    const deps = { sql, requestId, clock, masterSecret: env.FROLIC_SECRET, ...kept };
    return await found.handle({ deps, actor, call });
  } catch (error) {
    return refusal(services, call, error);
  }
}

function methodOf({ method }: ApiCall): string {
  return method === "HEAD" ? "GET" : method;
}

function refusal({ runtime }: BotServices, call: ApiCall, error: unknown): ApiAnswer {
  const { status, headers, body, unexpected } = problemOf(error, call.requestId);
  if (unexpected) {
    runtime.logger.error({ err: error, requestId: call.requestId }, "bot API failed");
  }
  const said = { statusCode: status, statusMessage: body.detail, code: body.code };
  const data = body.errors ? { errors: body.errors } : {};
  return {
    status,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ status: said, data }),
  };
}

const success = '{"status":{"statusCode":200,"statusMessage":"SUCCESS"},"data":';

/** `text`: the data as JSON. */
function textAnswer(text: string, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: `${success}${text}}`,
  };
}

const dataAnswer = (data: object) => textAnswer(JSON.stringify(data));

/** JSON whatever the content type says: bots send what they send. */
async function readBody(call: ApiCall): Promise<unknown> {
  const text = await call.readBody(bodyBytesMax);
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad_request", { details: "The body is not valid JSON.", cause });
  }
}

const queryOf = (call: ApiCall) => Object.fromEntries(call.query);

async function postRegistration({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  const input = registrationSchema.parse(await readBody(call));
  return dataAnswer(await registerServer(deps, actor, input));
}

async function postHeartbeat({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  return dataAnswer(await heartbeat(deps, actor, ofServerSchema.parse(await readBody(call))));
}

async function getStatus({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  return dataAnswer(await getServerStatus(deps, actor, ofServerSchema.parse(queryOf(call))));
}

/** Some HTTP clients send no body with DELETE, others no query: either names the promo server. */
async function deleteServer({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  const named = call.query.has("serverUuid") ? queryOf(call) : await readBody(call);
  return dataAnswer(await unregisterServer(deps, actor, ofServerSchema.parse(named)));
}

async function getCampaigns({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  const { serverUuid } = ofServerSchema.parse(queryOf(call));
  const ifNoneMatch = call.header("if-none-match");
  const { etag, nowS, nextCheckS, text } = await getServerCampaigns(deps, actor, {
    serverUuid,
    ifNoneMatch,
  });
  const headers = {
    etag,
    // Also on 304: it says until when the version at hand is good.
    "cache-control": `private, max-age=${Math.max(0, nextCheckS - nowS)}`,
    "next-allocation-check": String(nextCheckS),
  };
  return text === null ? { status: 304, headers, body: "" } : textAnswer(text, headers);
}

/** The day on which batches took the place of this list, as RFC 9745 writes it. */
const deprecation = {
  deprecation: "@1795305600",
  link: '</getServerCampaigns>; rel="successor-version"',
};

async function getApps({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  const query = allAppsQuerySchema.parse(queryOf(call));
  return textAnswer(await getAllApps(deps, actor, query), deprecation);
}

async function postReallocation({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  const { dryRun } = reallocationSchema.parse(await readBody(call));
  return dataAnswer(await (dryRun ? previewAllocation(deps, actor) : allocateNow(deps, actor)));
}

async function postEvent({ deps, actor, call }: Asked): Promise<ApiAnswer> {
  const input = trackInputSchema.parse(await readBody(call));
  const answer = await trackEvent(deps, actor, input);
  // Whoever posts is alive.
  await seeServer(deps.sql, { ownerId: ownerOf(actor), serverUuid: input.serverUuid });
  return dataAnswer(answer);
}
