// Which span a report covers, from the word in its address.

import { fromAbsolute, startOfYear, toCalendarDate, toZoned } from "@internationalized/date";
import type { Period } from "#lib/analytics/contract.ts";

export const periodKeys = ["day", "7d", "30d", "year", "all"] as const;
export type PeriodKey = (typeof periodKeys)[number];

/** Anything else in the address means all: a mistyped link still shows something true. */
export function parsePeriod(text: string | undefined): PeriodKey {
  return periodKeys.find((key) => key === text) ?? "all";
}

const daysBack = { day: 0, "7d": 6, "30d": 29 } as const;

/** Days begin at midnight in the zone; the end is the end of the minute at hand, which is still being counted. */
export function periodOf(key: PeriodKey, nowMs: number, zone: string): Period {
  const toMs = nowMs + 60_000;
  if (key === "all") return { fromMs: 0, toMs };
  const today = toCalendarDate(fromAbsolute(nowMs, zone));
  const first = key === "year" ? startOfYear(today) : today.subtract({ days: daysBack[key] });
  return { fromMs: toZoned(first, zone).toDate().getTime(), toMs };
}
