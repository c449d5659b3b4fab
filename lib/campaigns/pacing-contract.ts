import { z } from "zod";
import { momentListMax } from "#lib/campaigns/pacing-document.ts";

/** smooth and slot pace by the play, moments by times drawn before the start, odds not at all; hybrid is both last. */
export const pacingModes = ["smooth", "moments", "slot", "odds", "hybrid"] as const;

/** second_chance: leftovers go to losing plays after the end. return: they go back to their pool. */
export const closeWays = ["second_chance", "return"] as const;

export const planKinds = ["even", "drawn", "hours", "past"] as const;
export const momentDraws = ["stratified", "uniform", "counts", "list"] as const;
export const limitSpans = ["slot", "hour", "day"] as const;

const share = z.number().min(0).max(1);
const minute = z.number().int().min(0).max(1440);

const planSchema = z.strictObject({
  kind: z.enum(planKinds),
  /** Corners of the curve drawn by hand: share of the time, and how fast prizes go there. */
  points: z.array(z.strictObject({ at: share, rate: z.number().min(0).max(100) })).max(24),
  /** Plays of an earlier game in equal parts of its time, and how much they count. */
  past: z
    .strictObject({
      /** Null: traffic that was expected in the simulator. */
      gameId: z.uuid().nullable(),
      name: z.string().max(120),
      traffic: z.array(z.number().min(0).max(1e9)).min(1).max(200),
      phi: share,
    })
    .nullable(),
});

const openingSchema = z.strictObject({
  /** As ISO counts them: 1 for Monday to 7 for Sunday. */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  fromMinute: minute,
  /** At or before `fromMinute`: on the next day. */
  toMinute: minute,
});

const limitSchema = z.strictObject({
  per: z.enum(limitSpans),
  /** Length of a slot; without meaning for hours and days. */
  seconds: z.number().int().min(1).max(86_400),
  min: z.number().int().min(0).max(1_000_000),
  /** 0: no most. */
  max: z.number().int().min(0).max(1_000_000),
});

const momentsSchema = z.strictObject({
  draw: z.enum(momentDraws),
  /** Seconds after which a moment nobody claimed is void; 0: it waits for the next play. */
  lifeSeconds: z.number().int().min(0).max(604_800),
  /** What `counts` counts by: one number for each hour or day of the game. */
  per: z.enum(["hour", "day"]),
  counts: z.array(z.number().int().min(0).max(1_000_000)).max(1_000),
  fileName: z.string().max(200),
  /** Seconds from the start of the game, rising, for each prize line. */
  list: z
    .array(
      z.strictObject({ prizeId: z.uuid(), times: z.array(z.number().min(0)).max(momentListMax) }),
    )
    .max(20),
});

/** How a game gives out its prizes over its time. */
export const pacingDocSchema = z.strictObject({
  mode: z.enum(pacingModes),
  plan: planSchema,
  hours: z.array(openingSchema).max(14),
  /** No plays are taken outside `hours`; otherwise they only shape a plan of the kind hours. */
  closedOutside: z.boolean(),
  /** A share of the prizes within the first seconds; 0: no opening pool. */
  opening: z.strictObject({ share, seconds: z.number().int().min(1).max(86_400) }),
  /** Everything left goes within the last so many minutes; 0: not. */
  finaleMinutes: z.number().int().min(0).max(1_440),
  limits: z.array(limitSchema).max(6),
  moments: momentsSchema,
  slotSeconds: z.number().int().min(1).max(86_400),
  minP: share,
  odds: share,
  /** Moments, then odds: how many of the coupons go by moments. */
  momentShare: share,
  pMax: z.number().min(0.001).max(1),
  /** What everybody without a coupon is told they get; empty: nothing. */
  consolation: z.string().max(160),
  closeWith: z.enum(closeWays),
  /** Staff are told when a prize would leave more than this share over. */
  alertLeft: share,
});
export type PacingDoc = z.infer<typeof pacingDocSchema>;
export type PacingMode = PacingDoc["mode"];
export type PlanDoc = PacingDoc["plan"];
export type LimitDoc = PacingDoc["limits"][number];
export type OpeningDoc = PacingDoc["hours"][number];
