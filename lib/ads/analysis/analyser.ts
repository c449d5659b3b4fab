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

/**
 * An analysis on its way from a thread to a row: nobody between the two reads its findings, so they travel as the text
 * that is kept. What is not kept stands beside it.
 */
export interface AnalysedAd extends Pick<AdAnalysis, "score" | "bands" | "shingles"> {
  /** The analysis as JSON, without bands and shingles. */
  readonly text: string;
}

export function analysedOf(analysis: AdAnalysis): AnalysedAd {
  const { score, bands, shingles } = analysis;
  const kept = { ...analysis, bands: undefined, shingles: undefined };
  return { score, bands, shingles, text: JSON.stringify(kept) };
}

/** What is kept of an analysis, to be changed by `change`. */
export function changed(
  analysed: AnalysedAd,
  change: (kept: Omit<AdAnalysis, "bands" | "shingles">) => Omit<AdAnalysis, "bands" | "shingles">,
): AnalysedAd {
  const kept = change(JSON.parse(analysed.text));
  return { ...analysed, score: kept.score, text: JSON.stringify(kept) };
}

/** Who analyses: a pool of threads in the product. */
export interface Analyser {
  /** Rejects with AnalysisFailure; never takes longer than its time limit. */
  analyse(order: AnalysisOrder): Promise<AnalysedAd>;
  close(): Promise<void>;
}
