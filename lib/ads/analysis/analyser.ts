import type { AdAnalysis } from "#lib/ads/analysis/analysis.ts";
import type { AdInput } from "#lib/ads/contract.ts";

/** Why an analysis did not come about. `isFinal`: trying again would say the same. */
export class AnalysisFailure extends Error {
  readonly failureCause: string;
  readonly isFinal: boolean;

  constructor(failureCause: string, sentence: string, isFinal = false) {
    super(sentence);
    this.name = "AnalysisFailure";
    this.failureCause = failureCause;
    this.isFinal = isFinal;
  }
}

export interface AnalysisOrder {
  readonly adId: string;
  readonly brandId: string | null;
  readonly input: AdInput;
}

/** Who analyses: a pool of threads in the product. */
export interface Analyser {
  /** Rejects with AnalysisFailure; never takes longer than its time limit. */
  analyse(order: AnalysisOrder): Promise<AdAnalysis>;
  close(): Promise<void>;
}
