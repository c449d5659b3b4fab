import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";

export const playOutcomes = ["WIN", "LOSE", "VOID"] as const;
export type PlayOutcome = (typeof playOutcomes)[number];

/**
 * DRAW: the draw decided. CAP: over a cap of wins. POOL: no free coupon. POISON: could not be decided. WINDOW: the
 * pacer met it outside the game's time.
 */
export const playReasons = ["DRAW", "CAP", "POOL", "POISON", "WINDOW"] as const;
export type PlayReason = (typeof playReasons)[number];

export const pacerModes = ["redis", "direct"] as const;
export type PacerMode = (typeof pacerModes)[number];

export const chainEntryKinds = [
  "genesis",
  "batch",
  "correction",
  "revision",
  "pause",
  "resume",
  "budget",
  "rebuild",
  "second_chance",
  "intake",
  "reveal",
] as const;
export type ChainEntryKind = (typeof chainEntryKinds)[number];

/** Verdicts of intake(), one a play. */
export const intakeCodes = [
  "ok",
  "existing",
  "foreign",
  "conflict",
  "unknown_game",
  "not_started",
  "not_open",
  "paused",
  "closed",
  "play_limit",
  "win_limit",
  "network_limit",
] as const;
export type IntakeCode = (typeof intakeCodes)[number];

export const playRequestSchema = z.strictObject({
  playId: z.uuid(),
  gameId: z.uuid(),
  clientTs: z.iso.datetime({ offset: true }).optional(),
  meta: z.record(z.string().max(64), z.json()).optional(),
});
export type PlayRequest = z.infer<typeof playRequestSchema>;

/** Body of the 202, and the ack of the socket event. */
export const playAcceptedSchema = z.object({
  playId: z.uuid(),
  acceptedAt: z.iso.datetime({ offset: true }),
  revealAt: z.iso.datetime({ offset: true }),
  revealInMs: z.number().int(),
  landInMs: z.number().int(),
  queued: z.literal(true),
});
export type PlayAccepted = z.infer<typeof playAcceptedSchema>;

/** What the ticket says; never the code. */
export const prizeViewSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  brand: z.string(),
  monogram: z.string(),
  headline: z.string(),
  terms: z.string(),
  howToRedeem: z.string(),
  redeemUrl: z.string(),
  expiresAt: z.iso.datetime({ offset: true }).nullable(),
});

/** What a player may see of a play; PENDING until revealAt, whatever was decided. */
export const playViewSchema = z.discriminatedUnion("state", [
  z.object({ playId: z.uuid(), state: z.literal("PENDING") }),
  z.object({
    playId: z.uuid(),
    state: z.literal("WIN"),
    faces: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
    prize: prizeViewSchema,
    couponId: z.string(),
  }),
  z.object({
    playId: z.uuid(),
    state: z.literal("LOSE"),
    faces: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
    /** A second chance: what was left over when the game was closed. The play stays lost. */
    award: z.object({ prize: prizeViewSchema, couponId: z.string() }).optional(),
  }),
  z.object({ playId: z.uuid(), state: z.literal("VOID"), reason: z.string() }),
]);
export type PlayView = z.infer<typeof playViewSchema>;

/** Body of POST /api/plays/:id/reveal: the one answer that holds a code. */
export const revealedCodeSchema = z.object({
  playId: z.uuid(),
  couponId: z.string(),
  code: z.string(),
  headline: z.string(),
  brand: z.string(),
  expiresAt: z.iso.datetime({ offset: true }).nullable(),
});
export type RevealedCode = z.infer<typeof revealedCodeSchema>;

/** One line of GET /api/players/me/prizes, newest first. */
export const wonPrizeSchema = z.object({
  playId: z.uuid(),
  gameId: z.uuid(),
  gameName: z.string(),
  campaignId: z.uuid(),
  wonAt: z.iso.datetime({ offset: true }),
  couponId: z.string(),
  mask: z.string(),
  state: z.string(),
  /** Given after the end of the game to a play that had lost. */
  secondChance: z.boolean(),
  prize: prizeViewSchema,
});
export type WonPrize = z.infer<typeof wonPrizeSchema>;

/** Body of POST /api/players; either id says which campaign the token is for. */
export const playerRequestSchema = z.union([
  z.strictObject({ campaignId: z.uuid() }),
  z.strictObject({ gameId: z.uuid() }),
]);

export const watchRequestSchema = z.strictObject({ playIds: z.array(z.uuid()).max(50) });

/** Micro-cached public facts of a game: what the player page shows beside the reel. */
export interface GameView {
  readonly gameId: string;
  readonly state: "scheduled" | "live" | "paused" | "sold_out" | "not_open" | "ended";
  readonly startsAt: string;
  readonly endsAt: string;
  /** The next time its opening hours begin; null: never again, or it has none. */
  readonly opensAt: string | null;
  readonly left: number;
  readonly total: number;
  /** Seconds the slowest undecided play waits; over 2 the page says "Prize pool updating". */
  readonly lagS: number;
}

export const playErrors = {
  play_limit: { status: 403, sentence: "You have used all your plays of this game." },
  win_limit: { status: 403, sentence: "You have won as often as this game allows." },
  network_limit: { status: 403, sentence: "This network has used all its plays of this game." },
  not_eligible: { status: 403, sentence: "This game is open to other players only." },
  not_confirmed: {
    status: 422,
    sentence:
      "This game asks for your confirmation first. Nothing was played: go back and tick it.",
  },
  unknown_game: { status: 404, sentence: "There is no such game." },
  unknown_play: { status: 404, sentence: "There is no such play." },
  log_not_public: {
    status: 404,
    sentence:
      "There is no public log of this game. It comes when the game is over and its seed is revealed.",
  },
  not_started: { status: 409, sentence: "The game has not started yet." },
  not_open: { status: 409, sentence: "The game is closed at this hour." },
  paused: { status: 409, sentence: "The game is paused. Try again when it goes on." },
  closed: { status: 410, sentence: "The game is over." },
  sold_out: { status: 410, sentence: "All coupons of this game are gone." },
  backlog: {
    status: 429,
    sentence: "Very many people are playing right now. Your play was not taken; try again shortly.",
    retryable: true,
  },
} as const satisfies Record<string, ErrorSpec>;
