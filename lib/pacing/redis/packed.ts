// The packed forms that the script reads and writes: little-endian doubles, nothing else.

import { pacedDuration } from "#lib/pacing/open-hours.ts";
import { PACING_MODES, type PacerConfig } from "#lib/pacing/pacer-config.ts";
import {
  type PacerState,
  STATE_BRAND_LISTS,
  STATE_SCALARS,
  STATE_WINDOW_LISTS,
} from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import type { BatchPlay, DecisionRow } from "#lib/pacing/run-batch.ts";
import { REASONS } from "#lib/pacing/step.ts";

const ROW_SCALARS = 5;

function packed(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(8 * values.length);
  for (let i = 0; i < values.length; i++) bytes.writeDoubleLE(values[i] ?? 0, 8 * i);
  return bytes;
}

/** Per brand its settings, how many moments it has, and at which double of the packed plan they begin. */
function brandValues(config: PacerConfig, plan: Plan): number[] {
  const lists = plan.moments ?? [];
  let at = plan.J + 1 + 2 + lists.length;
  return config.brands.flatMap(({ weight, lead, playerCap }, b) => {
    const count = lists[b]?.length ?? 0;
    const from = at;
    at += count;
    return [weight, lead, playerCap, count, from];
  });
}

/** Settings in the order in which the script names them; times that depend on the duration are multiplied out here. */
export function packConfig(config: PacerConfig, plan: Plan): Buffer {
  const T = pacedDuration(config);
  const { brands, windows, open } = config;
  const lists = plan.moments ?? [];
  const planDoubles = lists.reduce(
    (sum, list) => sum + list.length,
    plan.J + 1 + (plan.moments ? 2 + lists.length : 0),
  );
  const values = [PACING_MODES.indexOf(config.mode), config.duration, T];
  values.push(plan.J, planDoubles, plan.tf * T);
  values.push(config.tauC * T, config.tauB * T);
  values.push(config.m, config.mf, config.snap, config.m0, config.c, config.rho);
  values.push(config.pMax, config.floor, config.hMin, config.userCap, config.finale);
  values.push(config.slotGranularity, config.minP, config.odds, config.momentLife);
  values.push(brands.length, windows.length, open.length);
  values.push(...brandValues(config, plan));
  let at = values.length + 5 * windows.length + 3 * open.length;
  for (const { length, min, max, edges } of windows) {
    values.push(length, min, max, edges.length, at);
    at += edges.length;
  }
  for (const { from, to, before } of open) values.push(from, to, before);
  for (const { edges } of windows) for (const edge of edges) values.push(edge);
  return packed(values);
}

/** Numbers of brands and windows first, so that the state says how long it is. */
export function packState(state: PacerState): Buffer {
  return packed([
    state.W.length,
    state.windowWins.length,
    ...STATE_SCALARS.map((name) => state[name]),
    ...STATE_BRAND_LISTS.flatMap((name) => state[name]),
    ...STATE_WINDOW_LISTS.flatMap((name) => state[name]),
  ]);
}

export function unpackState(bytes: Buffer): PacerState {
  const head = 2 + STATE_SCALARS.length;
  const brands = bytes.length >= 8 * head ? bytes.readDoubleLE(0) : 0;
  const windows = brands > 0 ? bytes.readDoubleLE(8) : 0;
  if (!(brands >= 1) || bytes.length !== 8 * (head + 3 * brands + 2 * windows)) {
    throw new RangeError("Not a packed pacer state.");
  }
  const at = (i: number) => bytes.readDoubleLE(8 * (2 + i));
  const list = (from: number, length: number) => Array.from({ length }, (_, i) => at(from + i));
  const lists = STATE_SCALARS.length;
  const ofWindows = lists + 3 * brands;
  const scalars = Object.fromEntries(STATE_SCALARS.map((name, i) => [name, at(i)]));
  return {
    ...(scalars as Pick<PacerState, (typeof STATE_SCALARS)[number]>),
    W: list(lists, brands),
    B: list(lists + brands, brands),
    shift: list(lists + 2 * brands, brands),
    windowIndex: list(ofWindows, windows),
    windowWins: list(ofWindows + windows, windows),
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
