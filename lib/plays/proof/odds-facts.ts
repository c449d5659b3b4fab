import {
  budgetOf,
  type PacerConfig,
  type PacingMode,
  pacerConfig,
} from "#lib/pacing/pacer-config.ts";

/** What can be said about the odds of a game from its settings alone, before anybody played. */
export interface OddsFacts {
  readonly mode: PacingMode;
  readonly coupons: number;
  /** Plays the organiser expects; null when they gave no figure. */
  readonly expectedPlays: number | null;
  /** One play in so many wins when as many play as expected; null without a figure. */
  readonly onePlayIn: number | null;
  /** The fixed chance of a play; only of the modes that have one. */
  readonly fixedChance: number | null;
  readonly slotS: number;
  readonly winsPerPlayer: number;
  readonly isOpenAlways: boolean;
}

export function oddsFacts(stored: PacerConfig): OddsFacts {
  const config = pacerConfig(stored);
  const coupons = budgetOf(config);
  const { mode, expectedPlays, odds, userCap } = config;
  const isFixed = mode === "odds" || mode === "hybrid";
  return {
    mode,
    coupons,
    expectedPlays: expectedPlays > 0 ? expectedPlays : null,
    onePlayIn: expectedPlays > 0 && coupons > 0 ? Math.max(1, expectedPlays / coupons) : null,
    fixedChance: isFixed ? odds : null,
    slotS: config.slotGranularity,
    winsPerPlayer: userCap,
    isOpenAlways: config.open.length === 0,
  };
}
