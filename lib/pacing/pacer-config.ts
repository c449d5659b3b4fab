// What a game's pacer is told once and never changes while it runs, except by a revision.

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
  /** T: active seconds from start to end. */
  readonly duration: number;
  readonly brands: readonly PacerBrand[];
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
  /** Highest win probability of one play. */
  readonly pMax: number;
  /** No play has less than this share of the fair chance while the lead bound allows. */
  readonly floor: number;
  /** Shortest look-ahead in seconds. */
  readonly hMin: number;
  /** Width of the secret finish, in budget space. */
  readonly guard: number;
  /** Wins per player; 0 means no limit. */
  readonly userCap: number;
  /** Most winners per plan slot; 0 means no limit. */
  readonly slotMax: number;
  /** Least winners per plan slot, as far as plays allow; 0 means none. */
  readonly slotMin: number;
};

export const PACER_DEFAULTS = {
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
  pMax: 1,
  floor: 0.1,
  hMin: 0.001,
  guard: 0.01,
  userCap: 1,
  slotMax: 0,
  slotMin: 0,
} as const satisfies Omit<PacerConfig, "duration" | "brands">;

/** k_b unless the game says otherwise. */
export function leadOf(budget: number): number {
  return Math.max(16, Math.ceil(0.005 * budget));
}

export type PacerBrandInput = Pick<PacerBrand, "budget"> & Partial<PacerBrand>;
export type PacerConfigInput = Partial<Omit<PacerConfig, "duration" | "brands">> & {
  readonly duration: number;
  readonly brands: readonly PacerBrandInput[];
};

/** Fills in the defaults and refuses what the pacer cannot run on. */
export function pacerConfig(input: PacerConfigInput): PacerConfig {
  const brands = input.brands.map((brand) => ({
    budget: brand.budget,
    weight: brand.weight ?? 1,
    lead: brand.lead ?? leadOf(brand.budget),
    playerCap: brand.playerCap ?? 0,
  }));
  const config: PacerConfig = { ...PACER_DEFAULTS, ...input, brands };
  const positive = [
    config.duration,
    config.m,
    config.mf,
    config.m0,
    config.c,
    config.tauC,
    config.tauB,
  ];
  const sound =
    positive.every((value) => value > 0 && Number.isFinite(value)) &&
    config.pMax > 0 &&
    config.pMax <= 1 &&
    brands.length > 0 &&
    brands.every((b) => Number.isInteger(b.budget) && b.budget >= 0 && b.weight > 0 && b.lead > 0);
  if (!sound) throw new RangeError("The pacer settings are out of range.");
  return config;
}
