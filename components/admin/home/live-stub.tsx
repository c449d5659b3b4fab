import Link from "next/link";
import { Sparkline } from "#components/charts/sparkline.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { formatSpan, formatWeekdayTime, zoneCity } from "#components/ui/format-time.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import type { CampaignOverview } from "#lib/analytics/contract.ts";
import type { CampaignListed } from "#lib/campaigns/contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** A live campaign as a ticket stub: what it is left of the tear line, how it goes on the right. */
export function LiveStub({
  campaign,
  overview,
}: {
  readonly campaign: CampaignListed;
  readonly overview: CampaignOverview;
}) {
  const { figures, nowMs, prizes } = overview;
  const planned = prizes.reduce((sum, prize) => sum + prize.budget - prize.planned, 0);
  const leftMs = Date.parse(campaign.endsAt) - nowMs;
  const hours = overview.byHour.slice(-24);
  return (
    <article className="sheet grid gap-x-5 gap-y-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="title text-2xl">
          <Link
            className="text-ink no-underline hover:underline"
            href={`/campaigns/${toPublicId("cmp", campaign.id)}`}
          >
            {campaign.name}
          </Link>
        </h3>
        <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <Stamp state={campaign.stateShown} />
          <span>
            {formatSpan(leftMs)} left, until {formatWeekdayTime(campaign.endsAt, campaign.timeZone)}{" "}
            ({zoneCity(campaign.timeZone)})
          </span>
        </p>
        <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
          <Meter
            share={figures.budget ? figures.left / figures.budget : 0}
            label={`${formatCount(figures.left)} of ${formatCount(figures.budget)} coupons left`}
          />
          {formatCount(figures.left)} coupons left, {formatCount(planned)} by plan
        </p>
      </div>
      <div className="flex flex-col justify-center gap-1 border-dashed border-rule-2 sm:border-l-2 sm:pl-5">
        <span className="text-2xl leading-none font-bold font-stretch-[80%]">
          {formatCount(figures.plays)}
        </span>
        <span className="text-sm text-ink-2">plays</span>
        <Sparkline
          values={hours.map((hour) => hour.plays)}
          label={`Plays an hour, the last ${hours.length} hours`}
        />
      </div>
    </article>
  );
}
