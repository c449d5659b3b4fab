import "server-only";
import { approvalsHref } from "#components/admin/approvals/approval-words.ts";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import type { DeskFigures, NoticeList } from "#lib/ads/desk-contract.ts";
import { deskFigures } from "#lib/ads/desk-figures.ts";
import { listNotices } from "#lib/ads/notifications.ts";
import { campaignOverview } from "#lib/analytics/campaign-overview.ts";
import type { CampaignOverview } from "#lib/analytics/contract.ts";
import { mostLeft, soonest } from "#lib/analytics/pace-alerts.ts";
import { approvalNeeds } from "#lib/approvals/read-approvals.ts";
import type { CampaignListed } from "#lib/campaigns/contract.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { listPools } from "#lib/coupons/pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { isPermitted } from "#lib/identity/permissions.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { NetworkNeeds } from "#lib/promotions/network-contract.ts";
import { networkNeeds } from "#lib/promotions/network-needs.ts";
import type { WebhookNeed } from "#lib/webhooks/contract.ts";
import { webhookNeeds } from "#lib/webhooks/webhook-needs.ts";

export interface Need {
  readonly sentence: string;
  readonly action: string;
  readonly href: string;
}

export interface LiveEntry {
  readonly campaign: CampaignListed;
  readonly overview: CampaignOverview;
}

export interface Home {
  readonly live: readonly LiveEntry[];
  readonly needs: readonly Need[];
  readonly notices: NoticeList;
  readonly next: readonly CampaignListed[];
  /** Nobody has made a campaign of their own yet. */
  readonly isFirstRun: boolean;
  /** Campaigns of the demo are there, live or over. */
  readonly hasDemo: boolean;
  /** The demo's live campaign. */
  readonly demo: { readonly href: string; readonly playHref: string } | null;
}

const shownLive = 6;
const weekMs = 7 * 24 * 3_600_000;

export async function loadHome(actor: Actor): Promise<Home> {
  const { database, clock } = await webRuntime();
  const sql = database.sql;
  const [running, coming, all, pools, network, desk, notices, hooks, asked] = await Promise.all([
    listCampaigns(sql, actor, { states: ["live", "paused", "sold_out"], pageSize: shownLive }),
    listCampaigns(sql, actor, { states: ["scheduled"], sort: "starts", descending: false }),
    listCampaigns(sql, actor, { pageSize: 100 }),
    listPools(sql, actor),
    networkNeeds(sql, actor),
    deskFigures(sql, actor),
    listNotices(sql, actor),
    isPermitted(actor, "webhook", "read") ? webhookNeeds(sql, actor) : [],
    approvalNeeds(sql, actor),
  ]);
  const live = await Promise.all(
    running.rows.map(async (campaign) => ({
      campaign,
      overview: await campaignOverview(sql, campaign.id),
    })),
  );
  const demo = all.rows.find((row) => row.demo && row.state === "live");
  // A pool that fed a campaign now over may be empty for good; nobody has to do anything about it.
  const low = pools.filter((pool) => pool.inUse && (pool.lowStock || pool.available === 0));
  return {
    live,
    needs: [
      ...askedNeed(asked),
      ...live.flatMap(runOutNeed),
      ...live.flatMap(leftoverNeed),
      ...low.map((pool) => ({
        sentence: `${pool.name} has ${formatCount(pool.available)} of ${formatCount(pool.loaded)} codes left.`,
        action: "Add codes",
        href: `/pools/${toPublicId("pool", pool.id)}/import`,
      })),
      ...promotionNeeds(network),
      ...adNeeds(desk),
      ...hooks.map(hookNeed),
    ],
    notices,
    next: coming.rows.filter((row) => Date.parse(row.startsAt) < clock.now() + weekMs),
    isFirstRun: all.rows.every((row) => row.demo),
    hasDemo: all.rows.some((row) => row.demo),
    demo: demo
      ? { href: `/campaigns/${toPublicId("cmp", demo.id)}`, playHref: `/p/${demo.slug}` }
      : null,
  };
}

function askedNeed(asked: number): Need[] {
  if (asked === 0) return [];
  const sentence = `${plural(asked, "change")} ${asked === 1 ? "waits" : "wait"} for a second person.`;
  return [{ sentence, action: "Approve or refuse", href: approvalsHref }];
}

function runOutNeed({ campaign, overview }: LiveEntry): Need[] {
  const first = soonest(overview.prizes, overview.nowMs);
  if (!first?.runOutMs) return [];
  const when = formatWeekdayTime(first.runOutMs, campaign.timeZone);
  return [
    {
      sentence: `${first.brandName} will run out in ${campaign.name} about ${when}.`,
      action: "Look at it",
      href: `/campaigns/${toPublicId("cmp", campaign.id)}`,
    },
  ];
}

function leftoverNeed({ campaign, overview }: LiveEntry): Need[] {
  const worst = mostLeft(overview.prizes, overview.nowMs);
  if (!worst) return [];
  return [
    {
      sentence: `${worst.brandName} will keep about ${formatCount(worst.leftAtEnd)} of ${formatCount(worst.budget)} coupons in ${campaign.name}.`,
      action: "Look at it",
      href: `/campaigns/${toPublicId("cmp", campaign.id)}/games/${toPublicId("gme", worst.gameId)}`,
    },
  ];
}

function adNeeds({ toReview, dead }: DeskFigures): Need[] {
  const review = {
    sentence: `${plural(toReview, "ad")} ${toReview === 1 ? "waits" : "wait"} for review.`,
    action: "Review",
    href: "/ad-desk?review=PENDING",
  };
  const letters = {
    sentence: `${plural(dead, "ad")} could not be analysed.`,
    action: "See why",
    href: "/ad-desk/dead",
  };
  return [...(toReview > 0 ? [review] : []), ...(dead > 0 ? [letters] : [])];
}

function hookNeed({ id, host, disabled }: WebhookNeed): Need {
  return {
    sentence: disabled
      ? `The webhook to ${host} was disabled because nothing got through.`
      : `The webhook to ${host} fails with every message.`,
    action: "See why",
    href: `/settings/webhooks/${toPublicId("whk", id)}`,
  };
}

function promotionNeeds({ silent, short }: NetworkNeeds): Need[] {
  const quiet = {
    sentence: `${silent.count === 1 ? silent.name : plural(silent.count, "promo server")} gave no sign of life for an hour.`,
    action: "See since when",
    href: "/promo-servers/health",
  };
  return [
    ...(silent.count > 0 ? [quiet] : []),
    ...short.map(({ id, appName, servers, held }) => ({
      sentence: `${appName} runs on ${held} of ${plural(servers, "promo server")}.`,
      action: "See what binds",
      href: `/promotions/${toPublicId("prm", id)}`,
    })),
  ];
}
