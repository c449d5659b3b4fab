import { type Analyser, changed } from "#lib/ads/analysis/analyser.ts";
import { createSecondOpinion } from "#lib/ads/analysis/second-opinion.ts";
import { findPolicy } from "#lib/ads/analysis/store-policy.ts";
import { openThreadPool, type ThreadPoolOptions } from "#lib/ads/analysis/thread-pool.ts";
import type { PolicyPhrase } from "#lib/ads/analysis/wording.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";

export interface AnalyserDeps {
  readonly sql: Executor;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where a model gives a second opinion; off without. */
  readonly opinionUrl?: string | undefined;
  readonly threads?: ThreadPoolOptions;
}

/** The analyser of the product: threads for the rules, the policy in force, and a second opinion where one is asked. */
export function openAnalyser(deps: AnalyserDeps): Analyser {
  const pool = openThreadPool(deps.threads);
  const ask = deps.opinionUrl ? createSecondOpinion(deps.opinionUrl, deps.logger) : undefined;
  const policies = createMicroCache<PolicyPhrase[]>({
    freshMs: 2_000,
    staleMs: 5_000,
    max: 5_000,
    clock: deps.clock,
    load: (brand) => findPolicy(deps.sql, brand === "" ? null : brand),
  });
  return {
    analyse: async ({ brandId, input }) => {
      const policy = await policies.get(brandId ?? "");
      const [analysis, opinion] = await Promise.all([pool.run({ input, policy }), ask?.(input)]);
      return opinion ? changed(analysis, (kept) => ({ ...kept, opinion })) : analysis;
    },
    close: () => pool.close(),
  };
}
