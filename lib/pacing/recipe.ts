// How a marketer describes a plan, as JSON that is committed with the settings: from it, the settings and the seed
// the plan follows (plan-recipe.ts), before the start and for whoever verifies it.

/** A corner of a curve drawn by hand: share of the active time from 0 to 1, and how fast prizes go there. */
export type ControlPoint = { readonly at: number; readonly rate: number };

/** Moments in one stretch of active time. */
export type MomentCount = { readonly from: number; readonly to: number; readonly count: number };

export type MomentRecipe =
  /** Anywhere, as likely as the plan is steep. */
  | { readonly kind: "uniform" }
  /** One in each equal share of the budget. */
  | { readonly kind: "stratified" }
  /** So many in each hour or day, spread evenly within it. */
  | { readonly kind: "counts"; readonly counts: readonly MomentCount[] }
  /** Times from a file, in active seconds, per brand. */
  | { readonly kind: "list"; readonly times: readonly (readonly number[])[] };

/** Nothing in it is the even plan. */
export type PlanRecipe = {
  readonly points?: readonly ControlPoint[];
  /** Plays of an earlier game in equal parts of its time, and how much they count (phi, 0.8). */
  readonly traffic?: readonly number[];
  readonly phi?: number;
  /** A share of the budget within the first paced seconds. */
  readonly opening?: { readonly seconds: number; readonly share: number };
  /** A share of the budget within the last paced seconds. */
  readonly closing?: { readonly seconds: number; readonly share: number };
  /** How moments are drawn; stratified unless told otherwise. */
  readonly moments?: MomentRecipe;
  /** Mode hybrid: share of each brand's coupons that moments give out; 0.5 unless told otherwise. */
  readonly momentShare?: number;
};
