// A play as staff see it, and its stations in order. Pure, so that pages and components may share it.

import type { PlayOutcome, PlayReason } from "#lib/plays/contract.ts";

export interface DrawRow {
  readonly playId: string;
  readonly gameId: string;
  readonly gameName: string;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly timeZone: string;
  readonly playerId: string;
  readonly acceptedAt: string;
  readonly decidedAt: string;
  readonly outcome: PlayOutcome;
  readonly reason: PlayReason;
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly prizeName: string | null;
  readonly chance: number;
  readonly u: number;
  readonly decisionMs: number;
}

export interface DrawDetailRow extends Omit<DrawRow, "decidedAt" | "outcome" | "reason"> {
  readonly seq: number;
  readonly k: number | null;
  readonly epoch: number | null;
  readonly decidedAt: string | null;
  readonly outcome: PlayOutcome | null;
  readonly reason: PlayReason | null;
  readonly revealAt: string;
  readonly couponId: string | null;
  readonly couponMask: string | null;
  readonly couponState: string | null;
  readonly reservedAt: string | null;
  readonly issuedAt: string | null;
  readonly redeemedAt: string | null;
  /** When the play got what was left over; it stays lost. */
  readonly secondChanceAt: string | null;
  readonly feeds: number;
  readonly failures: number;
  readonly lastError: string | null;
}

export interface TimelineStep {
  readonly name:
    | "Accepted"
    | "Decided"
    | "Coupon reserved"
    | "May be shown"
    | "Seen"
    | "Second chance"
    | "Redeemed";
  readonly at: string;
  /** Milliseconds since the step before. */
  readonly afterMs: number | null;
}

/** The stations of a play in the order they were passed; what has not happened is left out. */
export function timelineOf(
  row: Pick<
    DrawDetailRow,
    "acceptedAt" | "decidedAt" | "reservedAt" | "revealAt" | "issuedAt" | "redeemedAt"
  > &
    Partial<Pick<DrawDetailRow, "secondChanceAt">>,
): TimelineStep[] {
  const passed: readonly (readonly [TimelineStep["name"], string | null])[] = [
    ["Accepted", row.acceptedAt],
    ["Decided", row.decidedAt],
    ["Coupon reserved", row.reservedAt],
    ["May be shown", row.revealAt],
    ["Seen", row.issuedAt],
    ["Second chance", row.secondChanceAt ?? null],
    ["Redeemed", row.redeemedAt],
  ];
  const known = passed
    .filter((step): step is readonly [TimelineStep["name"], string] => step[1] !== null)
    .toSorted(([, a], [, b]) => Date.parse(a) - Date.parse(b));
  return known.map(([name, at], index) => {
    const before = known[index - 1]?.[1];
    return { name, at, afterMs: before ? Date.parse(at) - Date.parse(before) : null };
  });
}
