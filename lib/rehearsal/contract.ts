import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";

export const drillStates = ["queued", "running", "done", "cancelled", "failed"] as const;
export type DrillState = (typeof drillStates)[number];

/** Bounds of what a page may order: a mistake must not take the machine away for an hour. */
export const drillPlayersMax = 10_000;
export const drillPlayersDefault = 2_000;
export const rehearsalMinutesMax = 240;
/** Test codes of a whole rehearsal; lines share them when they promise more. */
export const testCodesMax = 20_000;

export const startRehearsalSchema = z.strictObject({
  campaignId: z.uuid(),
  gameId: z.uuid(),
  minutes: z.coerce.number().int().min(2).max(rehearsalMinutesMax),
});
export type StartRehearsal = z.infer<typeof startRehearsalSchema>;

export const rehearsalRefSchema = z.strictObject({ campaignId: z.uuid() });
export const orderDrillSchema = z.strictObject({
  campaignId: z.uuid(),
  players: z.coerce.number().int().min(1).max(drillPlayersMax),
});
export const drillRefSchema = z.strictObject({ drillId: z.uuid() });

export interface RehearsalView {
  /** The campaign in which it runs: in no list, and gone when it ends. */
  readonly rehearsalId: string;
  readonly gameId: string;
  readonly gameName: string;
  readonly slug: string;
  readonly state: string;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly plays: number;
  readonly decided: number;
  readonly won: number;
  readonly total: number;
  readonly testCodes: number;
}

export interface DrillProgress {
  readonly sent: number;
  readonly accepted: number;
  readonly delivered: number;
}

export interface DrillReport {
  readonly players: number;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
  /** From the first play handed in to the last one accepted. */
  readonly acceptS: number;
  readonly acceptedPerS: number;
  readonly decided: number;
  readonly wins: number;
  readonly delivered: number;
  readonly deliveredBySocket: number;
  /** How long after the moment it might be shown a result reached its player. */
  readonly lateMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** How long the 202 took. */
  readonly acceptMs: { readonly p50: number; readonly p99: number };
  readonly tooMany: number;
  /** Of those, how many said when to come again, and were taken when they did. */
  readonly retryAfterHonoured: number;
  /** Accepted plays without a result, and coupons with two owners: by the ledger, both must be nought. */
  readonly lost: number;
  readonly doubled: number;
  readonly verdict: "verified" | string;
  readonly machine: { readonly cpus: number; readonly model: string; readonly memoryGb: number };
  readonly durationS: number;
}

export interface DrillView {
  readonly id: string;
  readonly players: number;
  readonly state: DrillState;
  readonly progress: Partial<DrillProgress>;
  readonly report: DrillReport | null;
  readonly error: string | null;
  readonly createdAt: string;
  readonly isCancelling: boolean;
}

export const rehearsalErrors = {
  rehearsal_running: {
    status: 409,
    sentence: "This campaign has a rehearsal already. End it first.",
  },
  rehearsal_none: {
    status: 409,
    sentence: "There is no rehearsal of this campaign. Start one first.",
  },
  rehearsal_over: {
    status: 409,
    sentence: "The time of this rehearsal is over. Start another one.",
  },
  drill_running: {
    status: 409,
    sentence: "A drill is under way. Wait for its report or cancel it.",
  },
  drill_not_found: { status: 404, sentence: "There is no such drill." },
} as const satisfies Record<string, ErrorSpec>;
