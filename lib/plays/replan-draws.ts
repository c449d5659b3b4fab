import { concatBytes, type HmacSha256, type Sha256, utf8 } from "#lib/fairness/digest.ts";
import { drawFromDigest } from "#lib/fairness/draw.ts";
import type { LabelledDraw } from "#lib/pacing/moments.ts";
import { type Plan, packPlan } from "#lib/pacing/plan.ts";

/**
 * The numbers an edit of a running game draws with: its secret finish and the moments to come. They follow from the
 * plan before, which follows from the seed, so nobody outside knows them before the seed is public, whoever has the
 * log computes them again, and the process that edits never needs the seed.
 */
export function replanDraws(
  { sha256, hmac }: { readonly sha256: Sha256; readonly hmac: HmacSha256 },
  before: Plan,
): LabelledDraw {
  const key = sha256(concatBytes(utf8("frolic-replan-v1|"), packPlan(before)));
  return (label) => drawFromDigest(hmac(key, label));
}
