// All that changes from play to play. It is small, constant in size, kept in Redis as packed doubles and
// in Postgres as JSON; both carry every bit.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";

export type PacerState = {
  /** Plays counted by the estimator (draws only). */
  n: number;
  /** Plays sharing the last timestamp. */
  ns: number;
  /** Time of the last counted play, seconds of active time. */
  tLast: number;
  /** Average gap between plays. */
  gap: number;
  /** Fast average gap. */
  gf: number;
  /** Decayed number of plays. */
  cs: number;
  /** Decayed time mass belonging to cs. */
  ms: number;
  /** Plan slot of the last counted play, -1 at the start. */
  slotIndex: number;
  /** Winners in that slot. */
  slotWins: number;
  /** Ordinal of the last decision of any kind. */
  k: number;
  /** Coupons given out per brand. */
  W: number[];
  /** Budget per brand; corrections and revisions change it. */
  B: number[];
};

/** The JSON kept in `game_pacer.state`. */
export type PacerStateJson = { readonly v: 1 } & Readonly<PacerState>;

/** The scalar fields, in the order in which they are packed. Lua reads the same order. */
export const STATE_SCALARS = [
  "n",
  "ns",
  "tLast",
  "gap",
  "gf",
  "cs",
  "ms",
  "slotIndex",
  "slotWins",
  "k",
] as const satisfies readonly (keyof PacerState)[];

export function startState(config: PacerConfig): PacerState {
  const budget = config.brands.reduce((sum, brand) => sum + brand.budget, 0);
  const gap =
    config.expectedPlays > 0
      ? config.duration / config.expectedPlays
      : (config.duration * config.priorWinRate) / Math.max(1, budget);
  return {
    n: 0,
    ns: 0,
    tLast: 0,
    gap,
    gf: gap,
    cs: 0,
    ms: 0,
    slotIndex: -1,
    slotWins: 0,
    k: 0,
    W: config.brands.map(() => 0),
    B: config.brands.map((brand) => brand.budget),
  };
}

export function copyState(state: PacerState): PacerState {
  return { ...state, W: [...state.W], B: [...state.B] };
}

/** A win the ledger refused (cap reached, pool empty): the coupon counts as not given out. */
export function correctWin(state: PacerState, brand: number): void {
  const wins = state.W[brand];
  if (wins === undefined || wins < 1) throw new RangeError("No win to correct.");
  state.W[brand] = wins - 1;
}

/** A budget added or withdrawn while live. The pacer stops a brand whose budget falls to its wins or below. */
export function setBudget(state: PacerState, brand: number, budget: number): void {
  if (state.B[brand] === undefined || !(budget >= 0)) throw new RangeError("No such budget.");
  state.B[brand] = budget;
}

/** After a pause the slots are laid out anew; the winners of the slot at hand are carried over, so its maximum still holds. */
export function resumeState(state: PacerState, J: number, Tnew: number): void {
  if (state.slotIndex >= 0) state.slotIndex = Math.min(J - 1, Math.floor((state.tLast / Tnew) * J));
}

export function encodeState(state: PacerState): PacerStateJson {
  return { v: 1, ...copyState(state) };
}

/** Throws on anything that is not a whole, finite state, so that a damaged row never starts a pacer. */
export function decodeState(json: unknown): PacerState {
  const from = json as Partial<PacerStateJson> | null;
  if (typeof from !== "object" || from === null || from.v !== 1)
    throw new TypeError("Not a pacer state.");
  const numbers = (values: unknown): number[] => {
    if (!Array.isArray(values) || !values.every((v) => Number.isFinite(v))) {
      throw new TypeError("The pacer state holds no list of numbers.");
    }
    return [...values];
  };
  const scalar = (name: (typeof STATE_SCALARS)[number]): number => {
    const value = from[name];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new TypeError(`The pacer state lacks ${name}.`);
    }
    return value;
  };
  const W = numbers(from.W);
  const B = numbers(from.B);
  if (W.length !== B.length) throw new TypeError("Wins and budgets differ in length.");
  return {
    n: scalar("n"),
    ns: scalar("ns"),
    tLast: scalar("tLast"),
    gap: scalar("gap"),
    gf: scalar("gf"),
    cs: scalar("cs"),
    ms: scalar("ms"),
    slotIndex: scalar("slotIndex"),
    slotWins: scalar("slotWins"),
    k: scalar("k"),
    W,
    B,
  };
}
