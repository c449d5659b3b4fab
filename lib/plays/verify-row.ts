import type { Step } from "#lib/pacing/step.ts";
import type { StoredDecision } from "#lib/plays/store-verify.ts";

/** What is wrong with a ledger, and with which of its rows. */
export class Wrong extends Error {
  readonly k: number | undefined;
  readonly playId: string | undefined;
  constructor(why: string, row?: StoredDecision) {
    super(why);
    this.k = row?.k;
    this.playId = row?.playId;
  }
}

/** What a stored row says otherwise than the pacer run again; every bit counts. */
export function rowDifference(step: Step, row: StoredDecision): string | undefined {
  if (!Object.is(step.t, row.t)) return "time";
  if (!Object.is(step.S, row.S)) return "chance";
  const sameShares =
    step.shares.length === row.shares.length &&
    step.shares.every((share, index) => Object.is(share, row.shares[index]));
  if (!sameShares) return "share";
  return step.brand === row.brand ? undefined : "prize line";
}
