import type { AdAnalysis, VariantAnalysis } from "#lib/ads/analysis/analysis.ts";
import { readLanguage } from "#lib/ads/analysis/language.ts";
import { bandsOf, comparedText, shinglesOf } from "#lib/ads/analysis/near-duplicates.ts";
import {
  judgeAge,
  judgeClaims,
  judgePolicy,
  judgeProhibited,
} from "#lib/ads/analysis/restrictions.ts";
import {
  judgeCallToAction,
  judgeLength,
  judgeReadability,
  judgeSuperlatives,
  judgeTargeting,
  judgeTone,
  judgeVisuals,
} from "#lib/ads/analysis/rules.ts";
import {
  type PolicyPhrase,
  searchText,
  spokenText,
  type Wording,
  wordingsOf,
} from "#lib/ads/analysis/wording.ts";
import type { AdInput } from "#lib/ads/contract.ts";

/** Raised with every change of a rule or a list, so that an old analysis can be told from a new one. */
const rulesVersion = 1;
const base = 60;

export const scoreFormula = `${base} plus the points of every finding, 0 at least and 100 at most; of several wordings the best counts.`;

const rules = [
  judgeReadability,
  judgeLength,
  judgeCallToAction,
  judgeTone,
  judgeSuperlatives,
  judgeTargeting,
  judgeVisuals,
  judgeClaims,
  judgeProhibited,
  judgeAge,
];

/** Judges every wording of an ad. Deterministic: the same words under the same policy always say the same. */
export function analyseAd(input: AdInput, policy: readonly PolicyPhrase[]): AdAnalysis {
  const variants = wordingsOf(input).map((said, variant) =>
    judge(variant, { ...input, ...said }, policy),
  );
  const shingles = shinglesOf(comparedText(input));
  return {
    rulesVersion,
    formula: scoreFormula,
    score: Math.max(...variants.map(({ score }) => score)),
    variants,
    bands: bandsOf(shingles),
    shingles,
  };
}

function judge(
  variant: number,
  said: Omit<Wording, "language" | "spoken" | "shown">,
  policy: readonly PolicyPhrase[],
): VariantAnalysis {
  const text = spokenText(said);
  const language = readLanguage(text);
  const shown = searchText(`${text} ${said.visualElements.join(". ")}`);
  const wording = { ...said, language, spoken: searchText(text), shown };
  const findings = [...rules.flatMap((rule) => rule(wording)), ...judgePolicy(wording, policy)];
  const points = findings.reduce((sum, each) => sum + each.points, base);
  return {
    variant,
    score: Math.min(100, Math.max(0, points)),
    findings,
    figures: {
      words: language.words,
      sentences: language.sentences,
      readingEase: Math.round(language.readingEase),
      sentiment: Number(language.sentiment.toFixed(3)),
    },
    entities: language.entities,
  };
}
