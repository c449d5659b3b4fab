// The ads API of WIRE: one table of addresses, served by the gateway on its hot path and by the route handlers of a web
// process that stands alone.

import { z } from "zod";
import type { AdDeps } from "#lib/ads/ad-deps.ts";
import { getAdWebhook } from "#lib/ads/ad-webhook.ts";
import { bulkBytesMax, submitAdFile } from "#lib/ads/bulk-ads.ts";
import { changeAd } from "#lib/ads/change-ad.ts";
import {
  adReviews,
  adStatuses,
  idempotencyKeySchema,
  reviewInputSchema,
} from "#lib/ads/contract.ts";
import { getAd, listOwnAds } from "#lib/ads/get-ad.ts";
import { cancelAd, retryAd } from "#lib/ads/move-ad.ts";
import type { BullAdQueue } from "#lib/ads/queue/bull-queue.ts";
import { reviewAd } from "#lib/ads/review-ad.ts";
import type { AdDesk } from "#lib/ads/submit-ad.ts";
import { type ApiAnswer, type ApiCall, jsonAnswer } from "#lib/http/shared/api-call.ts";
import { problemAnswer } from "#lib/http/shared/problem.ts";
import type { Actor } from "#lib/identity/contract.ts";
import type { KeyReader } from "#lib/identity/key-reader.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

const bodyBytesMax = 64 * 1024;

/** The parts of the ads API, one set a process. */
export interface AdServices {
  readonly runtime: Runtime;
  readonly keys: KeyReader;
  readonly desk: AdDesk;
  readonly queue: BullAdQueue;
  readonly judgeWebhook: AdDeps["judgeWebhook"];
}

interface Asked {
  readonly services: AdServices;
  readonly call: ApiCall;
  readonly actor: Actor;
  /** The id in the address. */
  readonly adId: string;
}

interface AdRoute {
  readonly method: string;
  readonly path: RegExp;
  readonly handle: (asked: Asked) => Promise<ApiAnswer>;
}

const id = "(ad_[0-9a-z]{26})";

const routes: readonly AdRoute[] = [
  { method: "POST", path: /^\/(?:api\/)?ads$/, handle: postAd },
  { method: "GET", path: /^\/(?:api\/)?ads$/, handle: getAds },
  { method: "GET", path: new RegExp(`^/api/ads/${id}$`), handle: getOne },
  { method: "GET", path: new RegExp(`^/api/ads/${id}/webhook$`), handle: getWebhook },
  { method: "PATCH", path: new RegExp(`^/api/ads/${id}$`), handle: patchAd },
  { method: "POST", path: /^\/api\/ads\/bulk$/, handle: postFile },
  { method: "POST", path: new RegExp(`^/api/ads/${id}/retry$`), handle: postRetry },
  { method: "POST", path: new RegExp(`^/api/ads/${id}/cancel$`), handle: postCancel },
  { method: "POST", path: new RegExp(`^/api/ads/${id}/review$`), handle: postReview },
];

/**
 * What the gateway answers itself: submissions, and how an ad stands. It has no right to change an ad; that, lists and
 * files are web's.
 */
export function isAdsHotCall(method: string, path: string): boolean {
  if (method === "POST") return path === "/api/ads" || path === "/ads";
  return method === "GET" && /^\/api\/ads\/ad_[0-9a-z]{26}$/.test(path);
}

/** The answer to a call of the ads API, problems included; never throws. */
export async function answerAdsApi(services: AdServices, call: ApiCall): Promise<ApiAnswer> {
  try {
    for (const { method, path, handle } of routes) {
      const found = method === call.method ? path.exec(call.path) : null;
      if (!found) continue;
      const actor = await services.keys.read(call.header("authorization"));
      return await handle({ services, call, actor, adId: found[1] ?? "" });
    }
    throw new AppError("not_found");
  } catch (error) {
    return problemAnswer(error, call.requestId, "ads API", services.runtime.logger);
  }
}

/** JSON whatever the content type: existing clients send what curl sends. A key is needed, so no form can forge it. */
async function readBody(call: ApiCall): Promise<unknown> {
  const text = await call.readBody(bodyBytesMax);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad_request", { details: "The body is not valid JSON.", cause });
  }
}

function depsOf({ services, call }: Asked): AdDeps {
  const { queue, judgeWebhook } = services;
  return { sql: services.runtime.database.sql, queue, judgeWebhook, requestId: call.requestId };
}

async function postAd({ services, call, actor }: Asked): Promise<ApiAnswer> {
  const given = call.header("idempotency-key");
  const key = given === undefined ? undefined : idempotencyKeySchema.safeParse(given);
  if (key && !key.success) {
    throw new AppError("bad_request", {
      details: "The Idempotency-Key has 1 to 120 visible ASCII characters.",
    });
  }
  const body = await readBody(call);
  const accepted = await services.desk.submit(actor, { body, idempotencyKey: key?.data });
  return jsonAnswer(202, accepted, { location: accepted.statusUrl });
}

const listSchema = z.object({
  status: z.enum(adStatuses).optional(),
  review: z.enum(adReviews).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

async function getAds({ services, call, actor }: Asked): Promise<ApiAnswer> {
  const input = listSchema.parse(Object.fromEntries(call.query));
  return jsonAnswer(200, await listOwnAds(services.runtime.database.sql, actor, input));
}

async function getOne({ services, actor, adId }: Asked): Promise<ApiAnswer> {
  const ad = await getAd(services.runtime.database.sql, actor, adId);
  return jsonAnswer(200, ad, { etag: `"${ad.version}"` });
}

async function getWebhook({ services, actor, adId }: Asked): Promise<ApiAnswer> {
  const { database, env } = services.runtime;
  const deps = { sql: database.sql, masterSecret: env.FROLIC_SECRET };
  return jsonAnswer(200, await getAdWebhook(deps, actor, { adId }), {
    "cache-control": "no-store",
  });
}

async function patchAd(asked: Asked): Promise<ApiAnswer> {
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(asked.call.header("if-match") ?? "")?.[1];
  if (version === undefined) throw new AppError("ad_version_missing");
  const patch = await readBody(asked.call);
  const { adId, actor } = asked;
  const ad = await changeAd(depsOf(asked), actor, { adId, version: Number(version), patch });
  return jsonAnswer(200, ad, { etag: `"${ad.version}"` });
}

async function postFile(asked: Asked): Promise<ApiAnswer> {
  const text = await asked.call.readBody(bulkBytesMax);
  return jsonAnswer(200, await submitAdFile(depsOf(asked), asked.actor, { text }));
}

async function postRetry(asked: Asked): Promise<ApiAnswer> {
  return jsonAnswer(200, await retryAd(depsOf(asked), asked.actor, asked));
}

async function postCancel(asked: Asked): Promise<ApiAnswer> {
  return jsonAnswer(200, await cancelAd(depsOf(asked), asked.actor, asked));
}

async function postReview(asked: Asked): Promise<ApiAnswer> {
  const { verdict, reasons } = reviewInputSchema.parse(await readBody(asked.call));
  const call = { adId: asked.adId, verdict, reasons };
  return jsonAnswer(200, await reviewAd(depsOf(asked), asked.actor, call));
}
