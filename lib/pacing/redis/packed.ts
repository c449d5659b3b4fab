// The packed forms that the script reads and writes: little-endian doubles, nothing else.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { type PacerState, STATE_SCALARS } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import type { BatchPlay, DecisionRow } from "#lib/pacing/run-batch.ts";
import { REASONS } from "#lib/pacing/smooth.ts";

const ROW_SCALARS = 5;

function packed(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(8 * values.length);
  for (let i = 0; i < values.length; i++) bytes.writeDoubleLE(values[i] ?? 0, 8 * i);
  return bytes;
}

/** Settings in the order in which the script names them; times that depend on the duration are multiplied out here. */
export function packConfig(config: PacerConfig, plan: Plan): Buffer {
  const T = config.duration;
  const values = [T, plan.J, plan.tf * T, config.tauC * T, config.tauB * T];
  values.push(config.m, config.mf, config.snap, config.m0, config.c, config.rho);
  values.push(config.pMax, config.floor, config.hMin);
  values.push(config.slotMax, config.slotMin, config.userCap, config.brands.length);
  for (const brand of config.brands) values.push(brand.weight, brand.lead, brand.playerCap);
  return packed(values);
}

export function packState(state: PacerState): Buffer {
  return packed([...STATE_SCALARS.map((name) => state[name]), ...state.W, ...state.B]);
}

export function unpackState(bytes: Buffer): PacerState {
  const brands = (bytes.length / 8 - STATE_SCALARS.length) / 2;
  if (!Number.isInteger(brands) || brands < 1) throw new RangeError("Not a packed pacer state.");
  const at = (i: number) => bytes.readDoubleLE(8 * i);
  const list = (from: number) => Array.from({ length: brands }, (_, b) => at(from + b));
  return {
    n: at(0),
    ns: at(1),
    tLast: at(2),
    gap: at(3),
    gf: at(4),
    cs: at(5),
    ms: at(6),
    slotIndex: at(7),
    slotWins: at(8),
    k: at(9),
    W: list(STATE_SCALARS.length),
    B: list(STATE_SCALARS.length + brands),
  };
}

/** Time, draw and memo number of each play. */
export function packPlays(plays: readonly BatchPlay[], memoOf: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(24 * plays.length);
  let at = 0;
  for (const [i, play] of plays.entries()) {
    at = bytes.writeDoubleLE(play.t, at);
    at = bytes.writeDoubleLE(play.u, at);
    at = bytes.writeDoubleLE(memoOf[i] ?? 1, at);
  }
  return bytes;
}

/** Rows in the order of the plays. `again` holds one digit per row. */
export function unpackRows(
  plays: readonly BatchPlay[],
  bytes: Buffer,
  again: Buffer,
  brands: number,
): DecisionRow[] {
  const width = 8 * (ROW_SCALARS + brands);
  if (bytes.length !== width * plays.length || again.length !== plays.length) {
    throw new RangeError("The script answered with another number of rows.");
  }
  return plays.map(({ playId }, i) => {
    const at = (j: number) => bytes.readDoubleLE(width * i + 8 * j);
    const shares: number[] = [];
    for (let b = 0; b < brands; b++) shares.push(at(ROW_SCALARS + b));
    const reason = REASONS[at(4)];
    if (!reason) throw new RangeError("The script answered with an unknown reason.");
    const repeated = again[i] === 0x31;
    return { playId, k: at(0), t: at(1), S: at(2), brand: at(3), reason, shares, repeated };
  });
}
