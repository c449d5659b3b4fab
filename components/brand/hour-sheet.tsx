import { HourBars } from "#components/brand/hour-bars.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { HeatStrip } from "#components/charts/heat-strip.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { formatDay, formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { HourCount } from "#lib/analytics/contract.ts";
import { fillHours } from "#lib/analytics/fill-hours.ts";

/** Plays and wins over the period, as bars, as a strip of the hours of the day, and as a table. */
export function HourSheet({
  byHour,
  zone,
  csvHref,
}: {
  readonly byHour: readonly HourCount[];
  readonly zone: string;
  readonly csvHref: string;
}) {
  const { step, steps } = fillHours(byHour, zone);
  const labelOf = (atMs: number) =>
    step === "hour" ? formatMoment(atMs, zone) : formatDay(atMs, zone);
  const bars = (key: "plays" | "wins") =>
    steps.map((each) => ({ atMs: each.atMs, label: labelOf(each.atMs), value: each[key] }));
  return (
    <Sheet
      title={`Plays and wins by ${step}, ${zoneCity(zone)} time`}
      id="by-hour"
      aside={
        <a className="link text-sm" href={csvHref} download>
          CSV of this chart
        </a>
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <figure className="min-w-0">
          <figcaption className="mb-1 text-sm text-ink-2">Plays of your games</figcaption>
          <HourBars bars={bars("plays")} label={`Plays by ${step}`} color="var(--c1)" />
        </figure>
        <figure className="min-w-0">
          <figcaption className="mb-1 text-sm text-ink-2">Your coupons won</figcaption>
          <HourBars bars={bars("wins")} label={`Wins by ${step}`} color="var(--c3)" />
        </figure>
      </div>
      <figure className="mt-4">
        <figcaption className="mb-1 text-sm text-ink-2">
          Plays by hour of the day, midnight to midnight
        </figcaption>
        <HeatStrip cells={hoursOfDay(byHour, zone)} label="Plays by hour of the day" unit="plays" />
      </figure>
      <ChartTable
        summary="The same as a table"
        head={[step === "hour" ? "Hour" : "Day", "Plays", "Wins"]}
        rows={steps.map(({ atMs, plays, wins }) => [
          labelOf(atMs),
          formatCount(plays),
          formatCount(wins),
        ])}
      />
    </Sheet>
  );
}

function hoursOfDay(byHour: readonly HourCount[], zone: string) {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit" });
  const sums = new Array<number>(24).fill(0);
  for (const { atMs, plays } of byHour) {
    const hour = Number(clock.format(atMs));
    sums[hour] = (sums[hour] ?? 0) + plays;
  }
  return sums.map((value, hour) => ({ label: `${String(hour).padStart(2, "0")}:00`, value }));
}
