import type { AdAnalysis, Finding } from "#lib/ads/analysis/analysis.ts";
import {
  comparedText,
  nearDuplicate,
  shinglesOf,
  similarity,
} from "#lib/ads/analysis/near-duplicates.ts";
import { findCandidates } from "#lib/ads/queue/store-duplicates.ts";
import type { Completed } from "#lib/ads/queue/store-outcome.ts";
import type { Executor } from "#lib/platform/database.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

/** Points that a near-duplicate of an earlier ad costs. */
const points = -15;

/**
 * Holds finished analyses against all earlier ads, in one look-up for the batch, and adds a finding to each that says
 * nearly the same as one of them.
 */
export async function findDuplicates(
  sql: Executor,
  batch: readonly Completed[],
): Promise<Completed[]> {
  const candidates = await findCandidates(
    sql,
    batch.map(({ ad, analysis }) => ({
      adId: ad.adId,
      submittedAt: new Date(ad.submittedAtMs).toISOString(),
      bands: analysis.bands,
    })),
  );
  return batch.map((completed) => {
    const { ad, analysis } = completed;
    let best: { readonly id: string; readonly title: string; readonly share: number } | undefined;
    for (const candidate of [...(candidates.get(ad.adId) ?? []), ...earlierOf(completed, batch)]) {
      const share = similarity(analysis.shingles, shinglesOf(comparedText(candidate)));
      if (share >= nearDuplicate && share > (best?.share ?? 0)) best = { ...candidate, share };
    }
    return best ? { ...completed, analysis: withFinding(analysis, best) } : completed;
  });
}

/** Those of the batch itself that came before: they are in no table yet. */
function earlierOf({ ad, analysis }: Completed, batch: readonly Completed[]) {
  const bands = new Set(analysis.bands);
  return batch
    .filter((other) => {
      const isEarlier =
        other.ad.submittedAtMs < ad.submittedAtMs ||
        (other.ad.submittedAtMs === ad.submittedAtMs && other.ad.adId < ad.adId);
      return isEarlier && other.analysis.bands.some((band) => bands.has(band));
    })
    .map((other) => ({ id: other.ad.adId, ...other.ad.input }));
}

function withFinding(
  analysis: AdAnalysis,
  { id, title, share }: { readonly id: string; readonly title: string; readonly share: number },
): AdAnalysis {
  const percent = Math.round(100 * share);
  const finding: Finding = {
    kind: share === 1 ? "duplicate" : "near_duplicate",
    severity: "bad",
    sentence:
      share === 1
        ? `It says the same as the earlier ad “${title}”.`
        : `It says nearly the same as the earlier ad “${title}”: ${percent} % of the phrases are shared.`,
    evidence: [toPublicId("ad", id), `${percent} %`],
    points,
  };
  const [own, ...others] = analysis.variants;
  if (!own) return analysis;
  const score = Math.max(0, own.score + points);
  const variants = [{ ...own, score, findings: [...own.findings, finding] }, ...others];
  return { ...analysis, variants, score: Math.max(...variants.map((each) => each.score)) };
}
