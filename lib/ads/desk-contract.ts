// What the pages of the ad desk show. Plain data: components name these types too.

import { z } from "zod";
import type { AdAnalysis } from "#lib/ads/analysis/analysis.ts";
import {
  type AdInput,
  type AdReview,
  type AdStatus,
  adReviews,
  adStatuses,
  policyKinds,
} from "#lib/ads/contract.ts";
import type { AdMessage } from "#lib/webhooks/contract.ts";

export const deskSorts = ["newest", "oldest", "score"] as const;
export type DeskSort = (typeof deskSorts)[number];

export const listDeskSchema = z.strictObject({
  q: z.string().max(80).default(""),
  statuses: z.array(z.enum(adStatuses)).default([]),
  review: z.enum(adReviews).nullable().default(null),
  priority: z.number().int().min(1).max(5).nullable().default(null),
  sort: z.enum(deskSorts).default("newest"),
  page: z.number().int().min(1).max(100_000).default(1),
  pageSize: z.number().int().min(1).max(500).default(50),
});
export type ListDesk = z.input<typeof listDeskSchema>;

export interface AdListed {
  readonly id: string;
  readonly title: string;
  readonly genre: string;
  readonly brandName: string | null;
  readonly priority: number;
  readonly status: AdStatus;
  readonly review: AdReview;
  readonly score: number | null;
  readonly attempts: number;
  readonly submittedAt: string;
  readonly completedAt: string | null;
}

export interface DeskPage {
  readonly rows: readonly AdListed[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  /** Whatever states are chosen, so that no chip lies. */
  readonly counts: Readonly<Record<AdStatus, number>>;
}

export interface LaneAd {
  readonly id: string;
  readonly title: string;
  readonly status: AdStatus;
  readonly submittedAt: string;
  /** From then on no ad that comes is taken before it. */
  readonly firstAt: string;
}

export interface Lane {
  readonly priority: number;
  readonly waiting: number;
  /** The ads that are next, at most four. */
  readonly next: readonly LaneAd[];
}

export interface DeskFigures {
  readonly inQueue: number;
  readonly processing: number;
  readonly dead: number;
  /** Analysed, and nobody has said yes or no yet. */
  readonly toReview: number;
  /** Over the last minute. */
  readonly submissionsPerS: number;
  /** From submission to analysis, of ads analysed in the last hour; null: none was. */
  readonly p50S: number | null;
  readonly p95S: number | null;
  readonly workers: number;
  readonly isPaused: boolean;
}

export interface AdAttempt {
  readonly id: string;
  readonly version: number;
  readonly attempt: number;
  readonly workerId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: string;
  readonly cause: string | null;
  readonly log: readonly string[];
}

export interface FieldChange {
  readonly path: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** A resubmission: what it said differently from the version before it. */
export interface AdVersion {
  readonly from: number;
  readonly to: number;
  /** When the older one was left. */
  readonly at: string;
  readonly changes: readonly FieldChange[];
}

export interface AdDetail {
  readonly id: string;
  readonly input: AdInput;
  readonly status: AdStatus;
  readonly version: number;
  readonly attempts: number;
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly submittedAt: string;
  readonly dueAt: string;
  readonly completedAt: string | null;
  readonly failure: string | null;
  readonly score: number | null;
  readonly analysis: AdAnalysis | null;
  readonly review: AdReview;
  readonly reasons: readonly string[];
  readonly reviewedAt: string | null;
  /** Among the waiting ads of its partition, 1 is next. */
  readonly position: number | null;
  readonly firstAt: string;
  readonly tries: readonly AdAttempt[];
  /** Newest first. */
  readonly versions: readonly AdVersion[];
  /** What the address that it names was told, newest first. */
  readonly messages: readonly AdMessage[];
  /** The viewer submitted it, and may see the secret of its webhook. */
  readonly isOwn: boolean;
}

export interface DeadGroup {
  readonly cause: string;
  readonly count: number;
  readonly sentence: string;
  readonly ads: readonly {
    readonly id: string;
    readonly title: string;
    readonly submittedAt: string;
  }[];
}

export type PolicyKind = (typeof policyKinds)[number];

export const policyInputSchema = z.strictObject({
  /** Null: for everybody. */
  brandId: z.uuid().nullable().default(null),
  kind: z.enum(policyKinds),
  phrase: z.string().trim().min(2).max(120),
});
export type PolicyInput = z.input<typeof policyInputSchema>;

export interface Policy {
  readonly id: string;
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly kind: PolicyKind;
  readonly phrase: string;
}

/** What BullMQ may hold of a delivery, in its own words. */
export const queueStates = [
  "prioritized",
  "waiting",
  "delayed",
  "active",
  "failed",
  "completed",
] as const;
export type QueueState = (typeof queueStates)[number];

/** Ads of a partition by what their rows say. */
export interface PartitionRows {
  /** Wait and may be taken now. */
  readonly due: number;
  /** Wait for their next attempt. */
  readonly later: number;
  readonly processing: number;
  readonly dead: number;
}

export interface PartitionFacts {
  readonly partition: number;
  readonly held: Readonly<Record<QueueState, number>>;
  readonly rows: PartitionRows;
}

/** One delivery, and the ad that it is for. */
export interface QueueJob {
  readonly jobId: string;
  readonly adId: string;
  readonly version: number;
  /** Seconds since the moving base: lower is sooner. */
  readonly priority: number;
  readonly addedAt: string;
  /** Set while it is delayed. */
  readonly dueAt: string | null;
  /** How often it was handed over. */
  readonly deliveries: number;
  readonly failure: string | null;
  /** Null: there is no such ad any more. */
  readonly title: string | null;
  readonly status: AdStatus | null;
  /** Of the ad, so far. */
  readonly attempts: number | null;
  /** False: it is dropped when it is delivered. */
  readonly isCurrent: boolean;
}

export interface QueueView {
  readonly partition: number;
  readonly state: QueueState;
  readonly partitions: readonly PartitionFacts[];
  /** The first in line, at most fifty. */
  readonly jobs: readonly QueueJob[];
  /** False: Redis does not answer, and only the rows are known. */
  readonly isReachable: boolean;
}

/** Ads of one brand, or of none, that are analysed and wait for their review. */
export interface ReviewBacklog {
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly ads: number;
}

export interface Notice {
  readonly id: string;
  readonly kind: string;
  /** UUID of the ad. */
  readonly subjectId: string;
  readonly sentence: string;
  readonly at: string;
  readonly isRead: boolean;
}

export interface NoticeList {
  readonly notices: readonly Notice[];
  readonly unread: number;
}

export interface AdsAnalytics {
  readonly outcomes: Readonly<Record<AdStatus, number>>;
  readonly reviews: Readonly<Record<AdReview, number>>;
  /** Ads by tens of their score: 0 to 9, … 90 to 100. */
  readonly scores: readonly number[];
  readonly meanScore: number | null;
  /** By the place of a wording in its ad, among ads with more than one. */
  readonly wordings: readonly {
    readonly variant: number;
    readonly ads: number;
    readonly meanScore: number;
    readonly best: number;
  }[];
  /** What the rules said most often, good news left out. */
  readonly findings: readonly {
    readonly kind: string;
    readonly severity: string;
    readonly ads: number;
    readonly example: string;
  }[];
}
