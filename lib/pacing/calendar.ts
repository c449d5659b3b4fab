// Hours, days and openings of a time zone in active seconds of a game. The clocks may change in between: a day has 23
// or 25 hours then, and nine in the morning is nine in the morning.

import {
  CalendarDateTime,
  fromAbsolute,
  Time,
  toCalendarDate,
  toCalendarDateTime,
  toZoned,
} from "@internationalized/date";

export type GameTime = {
  readonly timeZone: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
};

/** Weekdays as ISO counts them, 1 for Monday to 7 for Sunday, and minutes after midnight; an end at or before the start is on the next day. */
export type DailyOpening = {
  readonly weekdays: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
};

const MINUTES_A_DAY = 1440;

/** Instant of a wall time; one that the clocks skip counts as the moment they jump to, one shown twice as the first. */
function instantOf(
  day: { year: number; month: number; day: number },
  minute: number,
  zone: string,
): number {
  const wall = toCalendarDateTime(
    new CalendarDateTime(day.year, day.month, day.day),
    new Time(0, 0),
  ).add({ days: Math.floor(minute / MINUTES_A_DAY), minutes: minute % MINUTES_A_DAY });
  return toZoned(wall, zone, "compatible").toDate().getTime();
}

/** Days of the zone that the game touches, from the day before its start, whose opening may reach into it. */
function* daysOf({ timeZone, startsAtMs, endsAtMs }: GameTime) {
  let date = toCalendarDate(fromAbsolute(startsAtMs, timeZone)).subtract({ days: 1 });
  const last = toCalendarDate(fromAbsolute(endsAtMs, timeZone));
  for (; date.compare(last) <= 0; date = date.add({ days: 1 })) yield date;
}

/** First active second of each day of the zone, beginning with the start of the game. */
export function dayEdges(game: GameTime): number[] {
  const edges = [0];
  for (const date of daysOf(game)) {
    const ms = instantOf(date, 0, game.timeZone);
    if (ms > game.startsAtMs && ms < game.endsAtMs) edges.push((ms - game.startsAtMs) / 1000);
  }
  return edges;
}

/** First active second of each full hour of the zone, beginning with the start of the game. */
export function hourEdges(game: GameTime): number[] {
  const hourMs = 3_600_000;
  // Zones are off by quarters of hours; within one offset the hours follow one another.
  const offset = fromAbsolute(game.startsAtMs, game.timeZone).offset;
  const edges = [0];
  let ms = Math.floor((game.startsAtMs + offset) / hourMs) * hourMs - offset + hourMs;
  for (; ms < game.endsAtMs; ms += hourMs) {
    if (ms > game.startsAtMs) edges.push((ms - game.startsAtMs) / 1000);
  }
  return edges;
}

/** Opening hours in active seconds, in order, joined where they touch. Empty when the game is never open. */
export function openingsOf(
  game: GameTime,
  openings: readonly DailyOpening[],
): { from: number; to: number }[] {
  const { startsAtMs, endsAtMs, timeZone } = game;
  const spans: { from: number; to: number }[] = [];
  for (const date of daysOf(game)) {
    const weekday = ((date.toDate("UTC").getUTCDay() + 6) % 7) + 1;
    for (const { weekdays, fromMinute, toMinute } of openings) {
      if (!weekdays.includes(weekday)) continue;
      const until = toMinute > fromMinute ? toMinute : toMinute + MINUTES_A_DAY;
      const from = Math.max(startsAtMs, instantOf(date, fromMinute, timeZone));
      const to = Math.min(endsAtMs, instantOf(date, until, timeZone));
      if (to > from) spans.push({ from: (from - startsAtMs) / 1000, to: (to - startsAtMs) / 1000 });
    }
  }
  spans.sort((a, b) => a.from - b.from || a.to - b.to);
  const joined: { from: number; to: number }[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}
