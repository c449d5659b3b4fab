import type { HourCount } from "#lib/analytics/contract.ts";

const hourMs = 3_600_000;
/** More bars than this are thinner than their gaps: days take over. */
const hoursMax = 7 * 24;

export interface FilledHours {
  readonly step: "hour" | "day";
  readonly steps: readonly HourCount[];
}

/** From the first to the last hour with plays, the empty ones filled in; long spans by day of the zone. */
export function fillHours(counts: readonly HourCount[], zone: string): FilledHours {
  const first = counts.at(0);
  const last = counts.at(-1);
  if (!first || !last) return { step: "hour", steps: [] };
  const hours = Math.round((last.atMs - first.atMs) / hourMs) + 1;
  if (hours > hoursMax) return { step: "day", steps: byDay(counts, zone) };
  const known = new Map(counts.map((count) => [count.atMs, count]));
  const steps = Array.from({ length: hours }, (_, index) => {
    const atMs = first.atMs + index * hourMs;
    return known.get(atMs) ?? { atMs, plays: 0, wins: 0 };
  });
  return { step: "hour", steps };
}

function byDay(counts: readonly HourCount[], zone: string): HourCount[] {
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  const days = new Map<string, HourCount>();
  for (const { atMs, plays, wins } of counts) {
    const day = dayOf.format(atMs);
    const sum = days.get(day) ?? { atMs, plays: 0, wins: 0 };
    days.set(day, { atMs: sum.atMs, plays: sum.plays + plays, wins: sum.wins + wins });
  }
  return [...days.values()];
}
