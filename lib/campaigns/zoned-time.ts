import {
  type CalendarDateTime,
  fromAbsolute,
  parseDateTime,
  toCalendarDateTime,
  toZoned,
  type ZonedDateTime,
} from "@internationalized/date";

/** What a wall-clock time means in a zone. A choice is the editor's to offer; nothing is picked silently. */
export type LocalTime =
  | { readonly kind: "exact"; readonly iso: string }
  /** Clocks jump over it: the instants just as far before and after the jump. */
  | { readonly kind: "gap"; readonly before: string; readonly after: string }
  /** Clocks show it twice. */
  | { readonly kind: "overlap"; readonly first: string; readonly second: string }
  | { readonly kind: "invalid" };

/** ISO 8601 with the zone's offset at that moment, to the second: 2026-11-20T18:00:00+01:00. */
function isoWithOffset(time: ZonedDateTime): string {
  const minutes = Math.round(time.offset / 60_000);
  const sign = minutes < 0 ? "-" : "+";
  const two = (value: number) => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  const local = toCalendarDateTime(time).set({ millisecond: 0 }).toString().slice(0, 19);
  return `${local}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function parseLocal(local: string): CalendarDateTime | undefined {
  try {
    return parseDateTime(local);
  } catch {
    return undefined;
  }
}

/** Reads `2026-03-29T02:30` as a wall time of the zone. */
export function resolveLocalTime(local: string, timeZone: string): LocalTime {
  const wall = parseLocal(local);
  if (!wall || !isTimeZone(timeZone)) return { kind: "invalid" };
  const earlier = toZoned(wall, timeZone, "earlier");
  const later = toZoned(wall, timeZone, "later");
  if (earlier.toDate().getTime() === later.toDate().getTime()) {
    return { kind: "exact", iso: isoWithOffset(earlier) };
  }
  const shownTwice = toCalendarDateTime(earlier).compare(wall) === 0;
  return shownTwice
    ? { kind: "overlap", first: isoWithOffset(earlier), second: isoWithOffset(later) }
    : { kind: "gap", before: isoWithOffset(earlier), after: isoWithOffset(later) };
}

/** The instant written with the offset of another zone. */
export function inZone(iso: string, timeZone: string): string {
  return isoWithOffset(fromAbsolute(Date.parse(iso), timeZone));
}

/** `2026-11-20T18:00`: the wall time an input field shows. */
export function wallTime(iso: string, timeZone: string): string {
  return inZone(iso, timeZone).slice(0, 16);
}

/** Keeps the wall time when the campaign moves to another zone: 18:00 in Berlin becomes 18:00 in Lisbon. */
export function moveToZone(iso: string, from: string, to: string): string {
  return isoWithOffset(toZoned(parseDateTime(wallTime(iso, from)), to, "compatible"));
}

/** The same wall time whole weeks later, summer time or not. */
export function shiftWeeks(iso: string, timeZone: string, weeks: number): string {
  return isoWithOffset(fromAbsolute(Date.parse(iso), timeZone).add({ weeks }));
}

/** `Fri 20 Nov 18:00`, in the zone. */
export function shortTime(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(Date.parse(iso));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("hour")}:${part("minute")}`;
}

/** `Berlin` of `Europe/Berlin`: the zone as a sentence names it. */
export function zoneName(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}
