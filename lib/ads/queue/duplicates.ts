import { type AnalysedAd, changed } from "#lib/ads/analysis/analyser.ts";
import type { Finding } from "#lib/ads/analysis/analysis.ts";
import {
  comparedText,
  nearDuplicate,
  shinglesOf,
  similarity,
} from "#lib/ads/analysis/near-duplicates.ts";
import {
  type Candidate,
  findCandidates,
  showFingerprints,
} from "#lib/ads/queue/store-duplicates.ts";
import type { Completed } from "#lib/ads/queue/store-outcome.ts";
import type { Executor } from "#lib/platform/database.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** Points that a near-duplicate of an earlier ad costs. */
const points = -15;

/**
 * Holds finished analyses against all other ads, in one look-up for the batch, and adds a finding to each that says
 * nearly the same as another. The later submitted one pays for it; the earlier one, if it is analysed afterwards, names
 * its likeness and pays nothing. Every worker shows its fingerprints before it looks, so of two at once one sees both.
 */
export async function findDuplicates(
  sql: Executor,
  batch: readonly Completed[],
): Promise<Completed[]> {
  const asked = batch.map(({ ad, analysis }) => ({
    adId: ad.adId,
    submittedAt: new Date(ad.submittedAtMs).toISOString(),
    bands: analysis.bands,
  }));
  await showFingerprints(sql, asked);
  const candidates = await findCandidates(sql, asked);
  return batch.map((completed) => {
    const { ad, analysis } = completed;
    const like = (candidates.get(ad.adId) ?? [])
      .map((each) => ({
        ...each,
        share: similarity(analysis.shingles, knownShinglesOf(comparedText(each))),
      }))
      .filter(({ share }) => share >= nearDuplicate)
      .sort((a, b) => Number(a.isLater) - Number(b.isLater) || b.share - a.share);
    const [best] = like;
    return best ? { ...completed, analysis: withFinding(analysis, best) } : completed;
  });
}

/** The same few ads of a campaign are candidates again and again. */
const known = new Map<string, readonly number[]>();
const knownMax = 2_000;

function knownShinglesOf(text: string): readonly number[] {
  const kept = known.get(text);
  if (kept) return kept;
  const shingles = shinglesOf(text);
  if (known.size >= knownMax) known.clear();
  known.set(text, shingles);
  return shingles;
}

type Likeness = Pick<Candidate, "id" | "title" | "isLater"> & { readonly share: number };

function findingOf({ id, title, share, isLater }: Likeness): Finding {
  const percent = Math.round(100 * share);
  const other = `the ${isLater ? "later" : "earlier"} ad “${title}”`;
  return {
    kind: share === 1 ? "duplicate" : "near_duplicate",
    severity: isLater ? "info" : "bad",
    sentence:
      share === 1
        ? `It says the same as ${other}.`
        : `It says nearly the same as ${other}: ${percent} % of the phrases are shared.`,
    evidence: [toPublicId("ad", id), `${percent} %`],
    points: isLater ? 0 : points,
  };
}

function withFinding(analysed: AnalysedAd, likeness: Likeness): AnalysedAd {
  const finding = findingOf(likeness);
  return changed(analysed, (analysis) => {
    const [own, ...others] = analysis.variants;
    if (!own) return analysis;
    const score = Math.max(0, own.score + finding.points);
    const variants = [{ ...own, score, findings: [...own.findings, finding] }, ...others];
    return { ...analysis, variants, score: Math.max(...variants.map((each) => each.score)) };
  });
}
