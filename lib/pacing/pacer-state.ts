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
  /** Start of the run of plays at hand, in paced seconds, and its plays. */
  runFrom: number;
  runPlays: number;
  /** Runs seen, start of the last one, and the plays before it. */
  runs: number;
  cycleFrom: number;
  cycleN: number;
  /** Averages: seconds of a run, and how much faster plays come in it than in the mean. */
  runOn: number;
  runRush: number;
  /** Slot mode: slot of the last counted play, -1 at the start. */
  slotIndex: number;
  /** Slot mode: winners in that slot. */
  slotWins: number;
  /** Slot mode: most winners in that slot. */
  slotCap: number;
  /** Ordinal of the last decision of any kind. */
  k: number;
  /** Coupons given out per brand. */
  W: number[];
  /** Budget per brand; corrections and revisions change it. */
  B: number[];
  /**
   * Moments: per brand, moments that went void less wins without one. W + shift is the number of the brand's next
   * moment, so a win taken back brings its moment back.
   */
  shift: number[];
  /** Per window rule: the window of the last counted play, -1 at the start. */
  windowIndex: number[];
  /** Per window rule: winners in that window. */
  windowWins: number[];
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
  "runFrom",
  "runPlays",
  "runs",
  "cycleFrom",
  "cycleN",
  "runOn",
  "runRush",
  "slotIndex",
  "slotWins",
  "slotCap",
  "k",
] as const satisfies readonly (keyof PacerState)[];

type Scalars = Pick<PacerState, (typeof STATE_SCALARS)[number]>;

/** The lists per brand, then those per window rule, in the order in which they are packed. */
export const STATE_BRAND_LISTS = ["W", "B", "shift"] as const;
export const STATE_WINDOW_LISTS = ["windowIndex", "windowWins"] as const;

/** However few its coupons, a game is not thought to be for a handful of plays: its first ones would win it all. */
const PRIOR_BUDGET = 100;

export function startState(config: PacerConfig): PacerState {
  const budget = config.brands.reduce((sum, brand) => sum + brand.budget, 0);
  const gap =
    config.expectedPlays > 0
      ? config.duration / config.expectedPlays
      : (config.duration * config.priorWinRate) / Math.max(PRIOR_BUDGET, budget);
  return {
    n: 0,
    ns: 0,
    tLast: 0,
    gap,
    gf: gap,
    cs: 0,
    ms: 0,
    runFrom: 0,
    runPlays: 0,
    runs: 0,
    cycleFrom: 0,
    cycleN: 0,
    runOn: 0,
    runRush: 0,
    slotIndex: -1,
    slotWins: 0,
    slotCap: 0,
    k: 0,
    W: config.brands.map(() => 0),
    B: config.brands.map((brand) => brand.budget),
    shift: config.brands.map(() => 0),
    windowIndex: config.windows.map(() => -1),
    windowWins: config.windows.map(() => 0),
  };
}

export function copyState(state: PacerState): PacerState {
  return {
    ...state,
    W: [...state.W],
    B: [...state.B],
    shift: [...state.shift],
    windowIndex: [...state.windowIndex],
    windowWins: [...state.windowWins],
  };
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

export function encodeState(state: PacerState): PacerStateJson {
  return { v: 1, ...copyState(state) };
}

function numbersOf(from: Partial<PacerStateJson>, name: keyof PacerState): number[] {
  const values: unknown = from[name];
  if (!Array.isArray(values) || !values.every((v) => Number.isFinite(v))) {
    throw new TypeError(`The pacer state lacks ${name}.`);
  }
  return [...values];
}

function scalarOf(from: Partial<PacerStateJson>, name: (typeof STATE_SCALARS)[number]): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new TypeError(`The pacer state lacks ${name}.`);
  }
  return value;
}

/** Throws on anything that is not a whole, finite state, so that a damaged row never starts a pacer. */
export function decodeState(json: unknown): PacerState {
  const from = json as Partial<PacerStateJson> | null;
  if (typeof from !== "object" || from === null || from.v !== 1)
    throw new TypeError("Not a pacer state.");
  const W = numbersOf(from, "W");
  const B = numbersOf(from, "B");
  const shift = numbersOf(from, "shift");
  const windowIndex = numbersOf(from, "windowIndex");
  const windowWins = numbersOf(from, "windowWins");
  if (W.length !== B.length || W.length !== shift.length) {
    throw new TypeError("Wins and budgets differ in length.");
  }
  if (windowIndex.length !== windowWins.length)
    throw new TypeError("The windows differ in length.");
  return {
    ...(Object.fromEntries(STATE_SCALARS.map((name) => [name, scalarOf(from, name)])) as Scalars),
    W,
    B,
    shift,
    windowIndex,
    windowWins,
  };
}
