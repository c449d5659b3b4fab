// Times as people read them: in the campaign's zone, and with the zone named.

type Moment = Date | string | number;

interface Parts {
  readonly weekday: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  formats.set(zone, made);
  return made;
}

function partsOf(moment: Moment, zone: string): Parts {
  const found: Record<string, string> = {};
  for (const part of formatOf(zone).formatToParts(new Date(moment))) found[part.type] = part.value;
  return {
    weekday: found.weekday ?? "",
    day: found.day ?? "",
    month: (found.month ?? "").replace("Sept", "Sep"),
    year: found.year ?? "",
    hour: found.hour ?? "",
    minute: found.minute ?? "",
    second: found.second ?? "",
  };
}

/** `Fri 20 Nov 18:00` */
export function formatMoment(moment: Moment, zone: string): string {
  const { weekday, day, month, hour, minute } = partsOf(moment, zone);
  return `${weekday} ${day} ${month} ${hour}:${minute}`;
}

/** `Fri 18:00`: inside a window of a few days. */
export function formatWeekdayTime(moment: Moment, zone: string): string {
  const { weekday, hour, minute } = partsOf(moment, zone);
  return `${weekday} ${hour}:${minute}`;
}

/** `18:42:07` */
export function formatClock(moment: Moment, zone: string): string {
  const { hour, minute, second } = partsOf(moment, zone);
  return `${hour}:${minute}:${second}`;
}

/** `20 Nov 2026` */
export function formatDay(moment: Moment, zone: string): string {
  const { day, month, year } = partsOf(moment, zone);
  return `${day} ${month} ${year}`;
}

/** `Berlin (UTC+1)`, with the offset in force at that moment. */
export function zoneName(zone: string, moment: Moment): string {
  const offset = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" })
    .formatToParts(new Date(moment))
    .find((part) => part.type === "timeZoneName")
    ?.value.replace("GMT", "UTC");
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return city === "UTC" ? "UTC" : `${city} (${offset ?? "UTC"})`;
}

/** `Berlin`: the zone in running text. */
export function zoneCity(zone: string): string {
  return zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
}

/** `Fri 20 Nov 18:00 – Sun 22 Nov 22:00`; the date is said once when both ends share it. */
export function formatWindow(start: Moment, end: Moment, zone: string): string {
  const from = partsOf(start, zone);
  const to = partsOf(end, zone);
  const year = from.year === to.year ? "" : ` ${from.year}`;
  const head = `${from.weekday} ${from.day} ${from.month}${year} ${from.hour}:${from.minute}`;
  const sameDay = from.day === to.day && from.month === to.month && from.year === to.year;
  if (sameDay) return `${head} – ${to.hour}:${to.minute}`;
  const endYear = from.year === to.year ? "" : ` ${to.year}`;
  return `${head} – ${to.weekday} ${to.day} ${to.month}${endYear} ${to.hour}:${to.minute}`;
}

/** `6 h`, `45 min`, `3 days`: rough, for sentences. */
export function formatSpan(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  if (hours < 72) return `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}
