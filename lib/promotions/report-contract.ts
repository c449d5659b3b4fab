// What a promotion brought, as pages, CSV and API show it.

import type { AbResults } from "#lib/promotions/ab-results.ts";
import type { ComplaintKind, Platform, PromotionState } from "#lib/promotions/contract.ts";

export interface PromotionCounts {
  readonly posts: number;
  /** Of people, once a day and link; those that only a bot told of are among them. */
  readonly clicks: number;
  readonly conversions: number;
  /** Of players that came by the promotion. */
  readonly plays: number;
  /** Those that were revealed. */
  readonly wins: number;
  readonly redemptions: number;
}

/** One promo server: where it ran. */
export interface ReportServer extends PromotionCounts {
  /** Null: the list of everything, which all bots of the old way share. */
  readonly serverId: string | null;
  readonly name: string;
  readonly platform: Platform | null;
  readonly region: string | null;
  readonly variantKey: string | null;
  readonly postedAt: string | null;
  readonly lastPostedAt: string | null;
  /** Its number among the billed exposures; null: not billed, or not posted yet. */
  readonly billedAs: number | null;
  /** Name of the promo server whose place it took. */
  readonly makegoodFor: string | null;
  readonly complaints: number;
}

export interface ReportDay extends PromotionCounts {
  /** YYYY-MM-DD in the zone that was asked for; plays, wins and redemptions stand on the day of the play. */
  readonly day: string;
}

export interface PromotionReport {
  readonly promotionId: string;
  readonly campaignId: string;
  readonly appName: string;
  readonly state: PromotionState;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly booked: number;
  readonly billed: number;
  readonly makegoods: number;
  readonly deliveredAt: string | null;
  /** Name of the Frolic campaign that clicks lead to. */
  readonly promotedCampaign: string | null;
  readonly totals: PromotionCounts & {
    /** Clicks that a bot told of, and no link measured. */
    readonly toldClicks: number;
    readonly valueMinor: number;
    /** Players that came by it, whether they played or not. */
    readonly players: number;
  };
  /** Kept and not counted, by why: crawler, prefetch, embedded, repeat, flood, before_booking, after_booking. */
  readonly ignored: Readonly<Record<string, number>>;
  readonly complaints: Readonly<Record<ComplaintKind, number>>;
  /** Null without a post. */
  readonly complaintsPer1000Posts: number | null;
  readonly servers: readonly ReportServer[];
  readonly days: readonly ReportDay[];
  readonly ab: AbResults;
}
