// What an analysis says, apart from how it is made: the queue, the pages and the API share it.

/** One statement about a wording, with what it rests on. */
export interface Finding {
  /** Machine word of the kind: readability, sentiment, claim, prohibited, … */
  readonly kind: string;
  readonly severity: "good" | "info" | "warn" | "bad";
  /** For people. */
  readonly sentence: string;
  /** The words or figures that it rests on. */
  readonly evidence: readonly string[];
  /** Points it adds to or takes from the score. */
  readonly points: number;
}

export interface VariantAnalysis {
  /** 0: the ad's own wording. */
  readonly variant: number;
  /** 0 to 100. */
  readonly score: number;
  readonly findings: readonly Finding[];
  readonly figures: Readonly<Record<string, number>>;
  readonly entities: readonly { readonly text: string; readonly type: string }[];
}

export interface AdAnalysis {
  /** Of the rules: the same words under the same version always say the same. */
  readonly rulesVersion: number;
  /** How the score comes about, in words. */
  readonly formula: string;
  /** Of the best wording. */
  readonly score: number;
  readonly variants: readonly VariantAnalysis[];
  /** Hashes of bands of word shingles, as decimal text: ads that share one may say nearly the same. */
  readonly bands: readonly string[];
  /** Word shingles of the ad's own wording as 32-bit hashes, to compare candidates by. */
  readonly shingles: readonly number[];
  /** A model's opinion, when one is asked. */
  readonly opinion?: {
    readonly prompt: string;
    readonly model: string;
    readonly answer: string;
  };
}
