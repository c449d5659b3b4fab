// Read models of the reports. Instants are Unix milliseconds: charts and formatters take them as they are.

export interface LeftPoint {
  readonly atMs: number;
  readonly left: number;
}

/** Coupons left over time: what happened, what the plan says, and where it leads. */
export interface BurnDownSeries {
  readonly total: number;
  readonly startsMs: number;
  readonly endsMs: number;
  /** The last point is now, or the end when it is past. Empty before the start. */
  readonly actual: readonly LeftPoint[];
  readonly plan: readonly LeftPoint[];
  /** From now to the run-out or the end. Empty before the start and after the end. */
  readonly forecast: readonly LeftPoint[];
  /** When the last coupon goes at this pace; null: not before the end. */
  readonly runOutMs: number | null;
  /** Coupons that stay over at this pace. */
  readonly leftAtEnd: number;
}

export interface HourCount {
  readonly atMs: number;
  readonly plays: number;
  readonly wins: number;
}

export interface PrizePace {
  readonly prizeId: string;
  readonly gameId: string;
  readonly gameName: string;
  readonly brandId: string;
  readonly brandName: string;
  readonly prizeName: string;
  readonly budget: number;
  readonly won: number;
  readonly left: number;
  /** What the plan would have given out by now. */
  readonly planned: number;
  readonly runOutMs: number | null;
  /** When the plan itself has the last coupon go; a run-out well before it is worth a warning. */
  readonly planEndMs: number;
  readonly startsMs: number;
  readonly endsMs: number;
  /** Coupons that stay over at this pace. */
  readonly leftAtEnd: number;
  /** Leftovers beyond this share of the budget are worth a warning. */
  readonly alertLeft: number;
}

export interface GameFigures {
  readonly gameId: string;
  readonly name: string;
  readonly slug: string;
  readonly state: string;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly plays: number;
  readonly won: number;
  readonly budget: number;
  readonly left: number;
}

export interface CampaignFigures {
  /** Accepted plays. */
  readonly plays: number;
  /** Accepted, but without a result at this moment. */
  readonly undecided: number;
  readonly won: number;
  readonly budget: number;
  readonly left: number;
  /** From acceptance to result, the 95th of a hundred over the latest thousand plays; null without plays. */
  readonly resultP95S: number | null;
}

export interface CampaignOverview {
  readonly nowMs: number;
  readonly figures: CampaignFigures;
  readonly burnDown: BurnDownSeries;
  readonly games: readonly GameFigures[];
  /** One entry a prize line, with its run-out. */
  readonly prizes: readonly PrizePace[];
  readonly byHour: readonly HourCount[];
}

export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface BrandTotals {
  readonly budget: number;
  readonly won: number;
  /** Shown to their winners, redeemed ones included. */
  readonly issued: number;
  readonly redeemed: number;
  readonly left: number;
}

export interface BrandLine extends BrandTotals {
  readonly prizeId: string;
  readonly prizeName: string;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly gameId: string;
  readonly gameName: string;
  readonly gameState: string;
  readonly timeZone: string;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly runOutMs: number | null;
}

/** Won, issued, redeemed and the hours are of the period; budget, left and run-out are as of now. */
export interface BrandReport {
  readonly nowMs: number;
  readonly totals: BrandTotals;
  readonly lines: readonly BrandLine[];
  readonly byHour: readonly HourCount[];
}

/** A game whose traffic a plan or a simulation can follow. */
export interface PastGame {
  readonly gameId: string;
  /** Campaign and game. */
  readonly name: string;
  readonly plays: number;
  readonly startsMs: number;
}

export interface PastTraffic {
  readonly gameId: string;
  readonly name: string;
  readonly plays: number;
  /** Plays in equal parts of its active time. */
  readonly traffic: readonly number[];
}

/** How one game goes against its plan: what happened is told from its reveal on. */
export interface LivePacing {
  readonly nowMs: number;
  readonly state: string;
  readonly burnDown: BurnDownSeries;
  readonly prizes: readonly PrizePace[];
  readonly slots: {
    readonly stepMs: number;
    /** Null where time has not come yet. */
    readonly wins: readonly (number | null)[];
    readonly planned: readonly number[];
  };
  /** Mean chance of the latest plays with a result, and how many those were; null before the first. */
  readonly odds: { readonly chance: number; readonly plays: number } | null;
}
