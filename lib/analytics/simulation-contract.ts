import { z } from "zod";
import type { PacingMode } from "#lib/campaigns/pacing-contract.ts";
import { type PlanDoc, pacingModes, planKinds } from "#lib/campaigns/pacing-contract.ts";
import type { Band } from "#lib/pacing/simulator/series.ts";
import { PATTERNS } from "#lib/pacing/simulator/traffic.ts";

export const simulationPlaysMax = 200_000;
/** Plays times seeds of one mode: what a thread has room for. */
export const simulationWorkMax = 1_600_000;

const plays = z.number().int().min(1).max(simulationPlaysMax);

export const trafficInputSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pattern"), pattern: z.enum(PATTERNS), plays }),
  z.strictObject({
    kind: z.literal("drawn"),
    points: z
      .array(z.strictObject({ at: z.number().min(0).max(1), rate: z.number().min(0).max(100) }))
      .min(2)
      .max(24),
    plays,
  }),
  z.strictObject({ kind: z.literal("replay"), gameId: z.uuid() }),
]);
export type TrafficInput = z.infer<typeof trafficInputSchema>;

export const simulateSchema = z.strictObject({
  campaignId: z.uuid(),
  gameId: z.uuid(),
  traffic: trafficInputSchema,
  /** The plan of the document, or one by the traffic itself, which counts `phi`. */
  plan: z.enum(["document", "traffic"]),
  phi: z.number().min(0).max(1).default(0.8),
  seeds: z.number().int().min(2).max(32).default(12),
  modes: z.array(z.enum(pacingModes)).min(1).max(pacingModes.length),
});
export type Simulate = z.infer<typeof simulateSchema>;

export const usePlanSchema = z.strictObject({
  campaignId: z.uuid(),
  docVersion: z.number().int().min(1),
  gameId: z.uuid(),
  mode: z.enum(pacingModes),
  expectedPlays: z.number().int().min(0).max(100_000_000),
  plan: z.strictObject({
    kind: z.enum(planKinds),
    past: z
      .strictObject({
        name: z.string().max(120),
        gameId: z.uuid().nullable(),
        traffic: z.array(z.number().min(0).max(1e9)).min(1).max(200),
        phi: z.number().min(0).max(1),
      })
      .nullable(),
  }),
});
export type UsePlan = z.infer<typeof usePlanSchema>;

/** What many runs of a game came to in one mode. */
export interface SimulatedMode {
  readonly mode: PacingMode;
  /** Why this mode cannot run on the settings; the rest is empty then. */
  readonly refused: string | null;
  readonly awards: readonly Band[];
  /** Share of plays that won in each part of the time; null where nobody played. */
  readonly odds: readonly (number | null)[];
  readonly plays: readonly number[];
  readonly perBrand: readonly number[];
  readonly ranOutEarly: number;
  readonly leftSome: number;
  readonly unsold: number;
  /** Highest over lowest odds of the tenths of the time. */
  readonly fairness: number | null;
  /** Share of the coupons that somebody who watches could have seen coming. */
  readonly surePct: number;
}

export type SimulationMessage =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "mode"; readonly mode: SimulatedMode }
  | { readonly kind: "done"; readonly plan: PlanDoc; readonly expectedPlays: number }
  | { readonly kind: "failed"; readonly error: string };
