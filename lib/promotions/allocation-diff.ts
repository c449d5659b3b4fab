import type { AllocationPlan, RunFigures } from "#lib/promotions/plan-allocation.ts";

export interface DiffLine {
  readonly promotionId: string;
  readonly serverId: string;
}

/** What an allocation changed, or would change. */
export interface AllocationDiff {
  readonly dryRun: boolean;
  /** The one that it made; of a dry run, the one that it started from. */
  readonly version: number;
  readonly epoch: number;
  readonly ms: number;
  readonly added: readonly DiffLine[];
  readonly removed: readonly (DiffLine & { readonly cause: string })[];
  readonly figures: RunFigures;
  /** Promotions that stay short, each with the constraint that binds. */
  readonly short: readonly {
    readonly promotionId: string;
    readonly missing: number;
    readonly reason: string;
  }[];
}

export function diffOf(plan: AllocationPlan) {
  return {
    added: plan.added.map(({ promotionId, serverId }) => ({ promotionId, serverId })),
    removed: plan.removed.map(({ promotionId, serverId, cause }) => ({
      ...{ promotionId, serverId, cause },
    })),
    figures: plan.figures,
    short: Object.entries(plan.proof).map(([promotionId, { missing, reason }]) => ({
      ...{ promotionId, missing, reason },
    })),
  };
}
