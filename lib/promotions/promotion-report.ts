import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { iso, isoOrNull } from "#lib/platform/iso-time.ts";
import { abResults } from "#lib/promotions/ab-results.ts";
import type { ComplaintKind } from "#lib/promotions/contract.ts";
import type {
  PromotionCounts,
  PromotionReport,
  ReportDay,
  ReportServer,
} from "#lib/promotions/report-contract.ts";
import {
  type ArmCount,
  countArms,
  countComplaints,
  countEvents,
  countFunnel,
  type EventCount,
  type FunnelCount,
  findReportFacts,
  listReportPlaces,
  type ReportPlace,
} from "#lib/promotions/store-report.ts";

type Tally = { -readonly [K in keyof PromotionCounts]: number };
const nothing = (): Tally => ({
  ...{ posts: 0, clicks: 0, conversions: 0, plays: 0, wins: 0, redemptions: 0 },
});
const fieldOf = { POSTED: "posts", CLICKED: "clicks", CONVERTED: "conversions" } as const;

/** Counted events and the funnel, by whatever `key` reads of them. */
function tallyBy(
  events: readonly EventCount[],
  funnel: readonly FunnelCount[],
  key: (row: EventCount | FunnelCount) => string,
): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  const of = (row: EventCount | FunnelCount): Tally => {
    const tally = tallies.get(key(row)) ?? nothing();
    tallies.set(key(row), tally);
    return tally;
  };
  for (const event of events) {
    if (event.ignoredAs === null) of(event)[fieldOf[event.type]] += event.count;
  }
  for (const row of funnel) {
    const tally = of(row);
    tally.plays += row.plays;
    tally.wins += row.wins;
    tally.redemptions += row.redemptions;
  }
  return tallies;
}

function serversOf(
  places: readonly ReportPlace[],
  tallies: ReadonlyMap<string, Tally>,
): ReportServer[] {
  const lines = places.map(
    (place): ReportServer => ({
      ...place,
      postedAt: isoOrNull(place.postedAt),
      lastPostedAt: isoOrNull(place.lastPostedAt),
      ...(tallies.get(place.serverId) ?? nothing()),
    }),
  );
  const shared = tallies.get("");
  if (!shared) return lines;
  const nowhere = { platform: null, region: null, variantKey: null, postedAt: null };
  return [
    ...lines,
    {
      ...{ serverId: null, name: "The list of everything", lastPostedAt: null, complaints: 0 },
      ...{ ...nowhere, billedAs: null, makegoodFor: null, ...shared },
    },
  ];
}

function ignoredOf(events: readonly EventCount[]): Record<string, number> {
  const ignored: Record<string, number> = {};
  for (const { ignoredAs, count } of events) {
    if (ignoredAs !== null) ignored[ignoredAs] = (ignored[ignoredAs] ?? 0) + count;
  }
  return ignored;
}

function armsOf(counts: readonly ArmCount[]) {
  const keys = [...new Set(counts.map(({ key }) => key))];
  return keys.map((key) => ({
    key,
    servers: counts.filter((each) => each.key === key && each.serverId !== null),
  }));
}

/**
 * Where a promotion ran and what came of it, counted when asked. Staff get any, a brand its own: another's is not
 * found. Days are those of `zone`.
 */
export async function promotionReport(
  sql: Executor,
  actor: Actor,
  { promotionId, zone = "UTC" }: { readonly promotionId: string; readonly zone?: string },
): Promise<PromotionReport> {
  requirePermission(actor, "promotion", "read");
  const facts = await findReportFacts(sql, promotionId, brandScope(actor));
  if (!facts) throw new AppError("promotion_not_found");
  const [places, events, funnel, arms, complained] = await Promise.all([
    listReportPlaces(sql, promotionId),
    countEvents(sql, promotionId, zone),
    countFunnel(sql, promotionId, zone),
    countArms(sql, promotionId),
    countComplaints(sql, promotionId),
  ]);
  const { players, ...promotion } = facts;
  const counts = tallyBy(events, funnel, () => "all").get("all") ?? nothing();
  const sum = (kept: (event: EventCount) => boolean, value: (event: EventCount) => number) =>
    events
      .filter((event) => event.ignoredAs === null && kept(event))
      .reduce((n, e) => n + value(e), 0);
  const complaints: Record<ComplaintKind, number> = { OPT_OUT: 0, MUTE: 0, FORBIDDEN: 0 };
  for (const { kind, count } of complained) complaints[kind] = count;
  const complaintCount = complained.reduce((n, { count }) => n + count, 0);
  const days = [...tallyBy(events, funnel, ({ day }) => day)]
    .map(([day, tally]): ReportDay => ({ day, ...tally }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  return {
    ...promotion,
    startsAt: iso(facts.startsAt),
    endsAt: iso(facts.endsAt),
    deliveredAt: isoOrNull(facts.deliveredAt),
    billed: places.filter(({ billedAs }) => billedAs !== null).length,
    makegoods: places.filter((place) => place.billedAs !== null && place.makegoodFor !== null)
      .length,
    totals: {
      ...counts,
      players,
      toldClicks: sum(
        ({ isTold }) => isTold,
        ({ count }) => count,
      ),
      valueMinor: sum(
        () => true,
        ({ valueMinor }) => valueMinor,
      ),
    },
    ignored: ignoredOf(events),
    complaints,
    complaintsPer1000Posts: counts.posts === 0 ? null : (1000 * complaintCount) / counts.posts,
    servers: serversOf(
      places,
      tallyBy(events, funnel, ({ serverId }) => serverId ?? ""),
    ),
    days,
    ab: abResults(armsOf(arms)),
  };
}
