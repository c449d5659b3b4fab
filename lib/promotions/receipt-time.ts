// Judges the time that a bot gives an event. Late and out of order is fine; what cannot be true is said in words.

import { AppError } from "#lib/platform/errors.ts";

/** Clocks of bots differ; so far off is taken as meant. */
const clockSkewS = 300;
/** Seconds reach this number in the year 5138: what is above is milliseconds. */
const secondsMax = 1e11;

export interface BookedTime {
  readonly startsS: number;
  readonly endsS: number;
}

export interface JudgedTime {
  /** Unix seconds, never ahead of the database clock. */
  readonly atS: number;
  readonly ignoredAs: "before_booking" | "after_booking" | undefined;
}

function refuse(details: string): never {
  throw new AppError("invalid", { details, fields: [{ path: "timestamp", message: details }] });
}

/**
 * Refuses milliseconds and times ahead of the clock, because a client can repair both and the receipt would be
 * worth nothing; outside of the booking an event is kept and not counted.
 */
export function judgeTime(toldS: number, nowS: number, booked: BookedTime): JudgedTime {
  if (toldS > secondsMax) {
    refuse("The timestamp is in milliseconds. Send Unix seconds; nothing was counted.");
  }
  const aheadS = toldS - nowS;
  if (aheadS > clockSkewS) {
    const minutes = Math.round(aheadS / 60);
    refuse(
      `The timestamp lies ${minutes} minutes ahead of our clock. Nothing was counted; set the bot's clock and send it again.`,
    );
  }
  const atS = Math.min(toldS, nowS);
  if (atS < booked.startsS - clockSkewS) return { atS, ignoredAs: "before_booking" };
  if (atS > booked.endsS + clockSkewS) return { atS, ignoredAs: "after_booking" };
  return { atS, ignoredAs: undefined };
}

const sentences = {
  before_booking: "It happened before the booking begins. It was kept and not counted.",
  after_booking: "It happened after the booking was over. It was kept and not counted.",
} as const;

export function ignoredSentence(ignoredAs: keyof typeof sentences): string {
  return sentences[ignoredAs];
}
