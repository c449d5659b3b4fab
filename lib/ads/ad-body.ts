import type { AdInput } from "#lib/ads/contract.ts";
import { adPartitions } from "#lib/ads/contract.ts";
import { canonicalJson } from "#lib/fairness/canonical-json.ts";
import { sha256 } from "#lib/platform/node-digest.ts";

/** Home of an ad in the queue, by its id: even, and the same for ever. */
export function partitionOf(adId: string): number {
  return Number.parseInt(adId.slice(0, 2), 16) % adPartitions;
}

/** What a submission says, as one hash: the same Idempotency-Key with other words is another ad. */
export function bodyHashOf(input: AdInput): string {
  const text = canonicalJson({ ...input, webhookUrl: input.webhookUrl ?? null });
  return Buffer.from(sha256(Buffer.from(text, "utf8"))).toString("hex");
}
