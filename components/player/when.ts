// Times as the player page says them: always in the campaign's zone and with the zone named. Put together
// from parts, because the joined forms differ between the engines of server and browser.

type Part = "weekday" | "day" | "month" | "year" | "hour" | "minute" | "second";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a slow phone tens of milliseconds, so each zone has one; a page knows one zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timeZone, made);
  return made;
}

function parts(at: Date, timeZone: string): Record<Part, string> {
  const found: Partial<Record<string, string>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) found[type] = value;
  const part = (name: Part) => found[name] ?? "";
  return {
    weekday: part("weekday"),
    day: part("day"),
    month: part("month"),
    year: part("year"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}

/** "Berlin" for Europe/Berlin, "New York" for America/New_York. */
export function zoneCity(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}

/** The calendar day in the zone; equal for two moments of the same day and only then. */
export function dayIn(at: Date, timeZone: string): string {
  const { year, month, day } = parts(at, timeZone);
  return `${day} ${month} ${year}`;
}

const nearMs = 6 * 86_400_000;

/** "Sun 22:00 (Berlin)" within six days, "20 Dec 22:00 (Berlin)" beyond. */
export function shortMoment(at: Date, timeZone: string, now: Date): string {
  const p = parts(at, timeZone);
  const near = Math.abs(at.getTime() - now.getTime()) < nearMs;
  return `${near ? p.weekday : `${p.day} ${p.month}`} ${p.hour}:${p.minute} (${zoneCity(timeZone)})`;
}

/** "Sun 22:00 (Berlin)", for a moment of the coming week. */
export function weekMoment(at: Date, timeZone: string): string {
  const p = parts(at, timeZone);
  return `${p.weekday} ${p.hour}:${p.minute} (${zoneCity(timeZone)})`;
}

/** "Sunday" is enough for an appointment, an expiry needs the year: "Fri 4 Dec 2026, 23:59 (Berlin)". */
export function fullMoment(at: Date, timeZone: string): string {
  const p = parts(at, timeZone);
  return `${p.weekday} ${p.day} ${p.month} ${p.year}, ${p.hour}:${p.minute} (${zoneCity(timeZone)})`;
}

/** "2 d 4 h", "4 h 12 min", "12 min 05 s", "5 s": two units, for a countdown. */
export function countdown(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000));
  const days = Math.floor(s / 86_400);
  const hours = Math.floor(s / 3600) % 24;
  const minutes = Math.floor(s / 60) % 60;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${String(s % 60).padStart(2, "0")} s`;
  return `${s} s`;
}
