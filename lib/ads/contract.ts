import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";
import type { AdMessage } from "#lib/webhooks/contract.ts";

/** FAILED: an attempt failed and another follows; DEAD: none follows unless somebody asks; CANCELLED: withdrawn. */
export const adStatuses = [
  "QUEUED",
  "PROCESSING",
  "COMPLETED",
  "FAILED",
  "DEAD",
  "CANCELLED",
] as const;
export type AdStatus = (typeof adStatuses)[number];

export const adReviews = ["PENDING", "APPROVED", "REJECTED"] as const;
export type AdReview = (typeof adReviews)[number];

/** Queues that ads are spread over by their id. */
export const adPartitions = 4;

/** Each step of priority is worth so many seconds of waiting: a 5 is overtaken by ads at most 240 s younger. */
export const agingStepS = 60;

/** Text that every store takes: no NUL, no half of a surrogate pair. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/[\0\p{Surrogate}]/u.test(text), "The text has characters that are none.");

export const adVariantSchema = z.object({
  title: line(120),
  description: line(2000),
  callToAction: line(120),
});

const adFields = z.object({
  title: line(120),
  description: line(2000),
  genre: line(60),
  targetAudience: z.array(line(60)).min(1).max(20),
  visualElements: z.array(line(60)).max(20),
  callToAction: line(120),
  /** Seconds. */
  duration: z.number().int().min(1).max(600),
  /** 1 is the highest. */
  priority: z.number().int().min(1).max(5),
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  /** Up to three more wordings; the fields above are the first. */
  variants: z.array(adVariantSchema).max(3),
});

/**
 * A submission, for the API, the form and each row of a file. Unknown fields are ignored, as existing clients send
 * what they send.
 */
export const adInputSchema = adFields.extend({
  visualElements: adFields.shape.visualElements.default([]),
  priority: adFields.shape.priority.default(3),
  variants: adFields.shape.variants.default([]),
});
export type AdInput = z.infer<typeof adInputSchema>;

export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,120}$/);

/** What may be changed of an ad: any of its fields; the rest stays, so nothing here has a default. */
export const adPatchSchema = adFields.partial();
export type AdPatch = z.infer<typeof adPatchSchema>;

/** GET /api/ads/:id. */
export interface AdView {
  readonly adId: string;
  readonly status: AdStatus;
  readonly attempts: number;
  /** Among the waiting ads of its partition, 1 is next. */
  readonly position?: number;
  readonly version: number;
  readonly priority: number;
  readonly title: string;
  readonly submittedAt: string;
  readonly completedAt: string | null;
  readonly score: number | null;
  readonly analysis?: unknown;
  /** Why the last attempt failed, in words. */
  readonly failure?: string;
  readonly review: AdReview;
  readonly reasons: readonly string[];
}

/** The 202 body. */
export interface AdAccepted {
  readonly adId: string;
  readonly status: "QUEUED";
  readonly statusUrl: string;
  /** With a `webhookUrl`: its signing secret and what was sent to it. */
  readonly webhookStatusUrl?: string;
}

/** GET /api/ads/:id/webhook. */
export interface AdWebhook {
  readonly url: string;
  /** In the notation of Standard Webhooks; the same for every ad of yours with this address. */
  readonly secret: string;
  /** Newest first, at most twenty. */
  readonly messages: readonly AdMessage[];
}

/** One row of a file and what became of it. */
export interface BulkRow {
  readonly row: number;
  readonly adId?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export const reviewInputSchema = z.strictObject({
  verdict: z.enum(["APPROVED", "REJECTED"]),
  reasons: z.array(line(300)).max(20).default([]),
});

export const policyKinds = ["prohibited", "age_restricted", "required", "claim"] as const;

/** What the codes of ads mean; lib/http merges the tables of all domains. */
export const adErrors = {
  ad_not_found: { status: 404, sentence: "There is no such ad." },
  ad_version_stale: {
    status: 412,
    sentence: "The ad was changed meanwhile. Read it again and send its newest version.",
  },
  ad_version_missing: {
    status: 428,
    sentence: "Send the version that you read as If-Match. Nothing was changed.",
  },
  ad_webhook_none: { status: 404, sentence: "This ad of yours names no webhook." },
  ad_state: { status: 409, sentence: "The ad is not in a state that allows this." },
  ad_key_reused: {
    status: 409,
    sentence: "This Idempotency-Key was used for another ad. Nothing was taken; use a new key.",
  },
  ad_queue_full: {
    status: 503,
    sentence: "More ads arrive than can be stored. Nothing was taken; try again in a moment.",
    retryable: true,
  },
  ad_file_unreadable: {
    status: 422,
    sentence: "The file is not a CSV with the columns of an ad. Nothing was taken.",
  },
} as const satisfies Record<string, ErrorSpec>;
