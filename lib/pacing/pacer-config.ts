// What a game's pacer is told once and never changes while it runs, except by a revision.

import { type OpenSpan, openSpans } from "#lib/pacing/open-hours.ts";
import type { PlanRecipe } from "#lib/pacing/recipe.ts";
import { type PacerWindow, type PacerWindowInput, pacerWindow } from "#lib/pacing/windows.ts";

/**
 * smooth: the bounded-lead pacer. moments: winning moments drawn before the start. slot: so many winners per slot of
 * time. odds: one chance for every play. hybrid: moments where one is due, odds otherwise. Redis knows them by place.
 */
export const PACING_MODES = ["smooth", "moments", "slot", "odds", "hybrid"] as const;
export type PacingMode = (typeof PACING_MODES)[number];

export type PacerBrand = {
  /** Coupons at the start (or at the last revision); the running budget lives in the state. */
  readonly budget: number;
  /** Decides between brands when plays are scarce. */
  readonly weight: number;
  /** k_b: coupons of look-ahead, and half the lead bound. */
  readonly lead: number;
  /** Most coupons of this brand per player; 0 means no limit. */
  readonly playerCap: number;
};

export type PacerConfig = {
  readonly mode: PacingMode;
  /** T: active seconds from start to end. */
  readonly duration: number;
  readonly brands: readonly PacerBrand[];
  /** Opening hours in active seconds; none means always open. Outside them nobody wins and nothing is counted. */
  readonly open: readonly OpenSpan[];
  /** Least and most winners per slot, hour and day. Moments meet a minimum by how they are drawn. */
  readonly windows: readonly PacerWindow[];
  /** What the plan was drawn from; the step itself never looks at it. */
  readonly recipe: PlanRecipe;
  /** Within the last so many paced seconds everything left is given out; 0 means not. */
  readonly finale: number;
  /** Wins per player; 0 means no limit. */
  readonly userCap: number;
  /** Highest win probability of one play. */
  readonly pMax: number;
  /** Slot mode: seconds of a slot. */
  readonly slotGranularity: number;
  /** Slot mode: least chance while the slot has winners left. */
  readonly minP: number;
  /** Odds and hybrid: chance of a play. */
  readonly odds: number;
  /** Moments and hybrid: seconds after which an unclaimed moment is void; 0 means it waits for the next play. */
  readonly momentLife: number;
  /** Plays expected over the game, 0 when unknown. */
  readonly expectedPlays: number;
  /** Win rate assumed for the first play when expectedPlays is unknown. */
  readonly priorWinRate: number;
  /** Memory of the gap average, in plays. */
  readonly m: number;
  /** Memory of the fast gap average, in plays. */
  readonly mf: number;
  /** The fast average takes over below this share of the slow one. */
  readonly snap: number;
  /** Plays the prior gap counts for. */
  readonly m0: number;
  /** Gaps are cut at this multiple of their average. */
  readonly c: number;
  /** Memory of the long-run rate, as a share of the duration. */
  readonly tauC: number;
  /** How fast a burst returns to the long-run rate, as a share of the duration. */
  readonly tauB: number;
  /** Slew limit: at most (1 + rho) times the planned rate. */
  readonly rho: number;
  /** No play has less than this share of the fair chance while the lead bound allows. */
  readonly floor: number;
  /** Shortest look-ahead in seconds. */
  readonly hMin: number;
  /** Width of the secret finish, in budget space. */
  readonly guard: number;
};

export const PACER_DEFAULTS = {
  mode: "smooth",
  finale: 0,
  userCap: 1,
  pMax: 1,
  slotGranularity: 5,
  minP: 0,
  odds: 0.05,
  momentLife: 0,
  expectedPlays: 0,
  priorWinRate: 0.1,
  m: 64,
  mf: 8,
  snap: 1 / 3,
  m0: 2,
  c: 8,
  tauC: 0.05,
  tauB: 0.005,
  rho: 8,
  floor: 0.1,
  hMin: 0.001,
  guard: 0.01,
} as const satisfies Omit<PacerConfig, "duration" | "brands" | "open" | "windows" | "recipe">;

/** k_b unless the game says otherwise. */
export function leadOf(budget: number): number {
  return Math.max(16, Math.ceil(0.005 * budget));
}

export function hasMoments({ mode }: Pick<PacerConfig, "mode">): boolean {
  return mode === "moments" || mode === "hybrid";
}

/** The whole budget of a game at its start. */
export function budgetOf({ brands }: Pick<PacerConfig, "brands">): number {
  return brands.reduce((sum, brand) => sum + brand.budget, 0);
}

export type PacerBrandInput = Pick<PacerBrand, "budget"> & Partial<PacerBrand>;
export type PacerConfigInput = Partial<
  Omit<PacerConfig, "duration" | "brands" | "open" | "windows">
> & {
  readonly duration: number;
  readonly brands: readonly PacerBrandInput[];
  readonly open?: readonly { readonly from: number; readonly to: number }[];
  readonly windows?: readonly PacerWindowInput[];
};

const POSITIVE = ["duration", "m", "mf", "m0", "c", "tauC", "tauB", "slotGranularity"] as const;
const CHANCES = ["minP", "odds"] as const;
const COUNTS = [
  "finale",
  "momentLife",
  "userCap",
  "expectedPlays",
  "priorWinRate",
  "floor",
] as const;

function isSound(config: PacerConfig): boolean {
  return (
    POSITIVE.every((name) => config[name] > 0 && Number.isFinite(config[name])) &&
    CHANCES.every((name) => config[name] >= 0 && config[name] <= 1) &&
    COUNTS.every((name) => config[name] >= 0 && Number.isFinite(config[name])) &&
    PACING_MODES.includes(config.mode) &&
    config.pMax > 0 &&
    config.pMax <= 1 &&
    config.brands.length > 0 &&
    config.brands.every(
      (b) => Number.isInteger(b.budget) && b.budget >= 0 && b.weight > 0 && b.lead > 0,
    )
  );
}

/** Fills in the defaults and refuses what the pacer cannot run on. What it returns it takes again unchanged. */
export function pacerConfig(input: PacerConfigInput): PacerConfig {
  const brands = input.brands.map((brand) => ({
    budget: brand.budget,
    weight: brand.weight ?? 1,
    lead: brand.lead ?? leadOf(brand.budget),
    playerCap: brand.playerCap ?? 0,
  }));
  const mode = input.mode ?? PACER_DEFAULTS.mode;
  const config: PacerConfig = {
    ...PACER_DEFAULTS,
    // The other modes keep to the plan as it was drawn: they have no lead that a secret finish would hide.
    guard: mode === "smooth" ? PACER_DEFAULTS.guard : 0,
    ...input,
    mode,
    recipe: input.recipe ?? {},
    brands,
    windows: (input.windows ?? []).map(pacerWindow),
    open: openSpans(input.open ?? [], input.duration),
  };
  if (!isSound(config)) throw new RangeError("The pacer settings are out of range.");
  return config;
}
