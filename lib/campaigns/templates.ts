import { fromAbsolute, type ZonedDateTime } from "@internationalized/date";
import type { CampaignDoc, CampaignTemplate, GameDoc, PrizeDoc } from "#lib/campaigns/contract.ts";
import { defaultPacing } from "#lib/campaigns/pacing-document.ts";
import { inZone } from "#lib/campaigns/zoned-time.ts";

export interface TemplateInput {
  readonly template: CampaignTemplate;
  readonly name: string;
  readonly slug: string;
  readonly timeZone: string;
  readonly nowMs: number;
  readonly newId: () => string;
  /** A brand and pool that can feed a first prize line, when there is one. */
  readonly stock?: {
    readonly brandId: string;
    readonly poolId: string;
    readonly available: number;
  };
}

interface Shape {
  readonly title: string;
  readonly quantity: number;
  readonly window: (now: ZonedDateTime) => readonly [start: ZonedDateTime, end: ZonedDateTime];
  readonly games: number;
}

const clock = (time: ZonedDateTime, hour: number) =>
  time.set({ hour, minute: 0, second: 0, millisecond: 0 });

/** The next such weekday (0 is Sunday) at the hour, at least an hour away. */
function nextWeekday(now: ZonedDateTime, weekday: number, hour: number): ZonedDateTime {
  const today = new Date(Date.UTC(now.year, now.month - 1, now.day)).getUTCDay();
  const candidate = clock(now.add({ days: (weekday - today + 7) % 7 }), hour);
  return candidate.compare(now.add({ hours: 1 })) > 0 ? candidate : candidate.add({ days: 7 });
}

const shapes: Readonly<Record<CampaignTemplate, Shape>> = {
  "friday-reel": {
    title: "Friday reel",
    quantity: 1_000,
    games: 1,
    window: (now) => {
      const start = nextWeekday(now, 5, 18);
      return [start, clock(start.add({ days: 2 }), 22)];
    },
  },
  "one-day-drop": {
    title: "One-day drop",
    quantity: 200,
    games: 1,
    window: (now) => {
      const start = clock(now.add({ days: 1 }), 8);
      return [start, clock(start, 22)];
    },
  },
  "always-on": {
    title: "Always on",
    quantity: 3_000,
    games: 1,
    window: (now) => {
      const start = clock(now.add({ days: 1 }), 0);
      return [start, start.add({ days: 90 })];
    },
  },
  blank: {
    title: "",
    quantity: 0,
    games: 0,
    window: (now) => {
      const start = clock(now.add({ days: 1 }), 9);
      return [start, start.add({ days: 1 })];
    },
  },
};

export function emptyPrize(id: string, brandId: string, poolId: string | null): PrizeDoc {
  return {
    id,
    brandId,
    poolId,
    name: "",
    quantity: 0,
    weight: 1,
    winsPerPlayer: 0,
    valueMinor: 0,
    currency: "EUR",
    template: {
      headline: "Your prize",
      terms: "",
      howToRedeem: "Show this code at the till.",
      redeemUrl: "",
      expiresAfterDays: 30,
    },
  };
}

export function emptyGame(id: string, window: Pick<GameDoc, "startsAt" | "endsAt">): GameDoc {
  return {
    id,
    name: "",
    slug: "game",
    ...window,
    revealSeconds: 10,
    playsPerPlayer: 1,
    playsPerDay: false,
    winsPerPlayer: 1,
    whoMayPlay: "anonymous",
    expectedPlays: 0,
    prizes: [],
    pacing: defaultPacing,
  };
}

function firstGame(input: TemplateInput, shape: Shape, window: [string, string]): GameDoc {
  const [startsAt, endsAt] = window;
  const game = emptyGame(input.newId(), { startsAt, endsAt });
  const { stock } = input;
  const prizes = stock
    ? [
        {
          ...emptyPrize(input.newId(), stock.brandId, stock.poolId),
          quantity: Math.min(shape.quantity, stock.available),
        },
      ]
    : [];
  return {
    ...game,
    name: shape.title,
    slug: "reel",
    playsPerDay: shape.title === "Always on",
    prizes,
  };
}

/** A draft to start from: dates in the future, everything else as the template's name promises. */
export function documentFromTemplate(input: TemplateInput): CampaignDoc {
  const shape = shapes[input.template];
  const [start, end] = shape.window(fromAbsolute(input.nowMs, input.timeZone));
  const window: [string, string] = [
    inZone(start.toAbsoluteString(), input.timeZone),
    inZone(end.toAbsoluteString(), input.timeZone),
  ];
  return {
    name: input.name,
    slug: input.slug,
    timeZone: input.timeZone,
    startsAt: window[0],
    endsAt: window[1],
    hallMode: false,
    games: shape.games > 0 ? [firstGame(input, shape, window)] : [],
    look: {
      enamel: "#B9290F",
      bulb: "#FFC02E",
      title: input.name.slice(0, 40),
      subtitle: "",
      winText: "",
      loseText: "",
    },
    rules: { minimumAge: 0, consentText: "", officialRules: "", oddsLine: "", embedDomains: [] },
  };
}
