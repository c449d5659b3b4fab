import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { type Sha256, sameBytes, toHex } from "#lib/fairness/digest.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { type Plan, packPlan } from "#lib/pacing/plan.ts";

/** A plan as a chain entry names it: its settings, the hash of its packed curve, and where that ends. */
export function planEntry(
  sha256: Sha256,
  { revision, config, plan }: { revision: number; config: PacerConfig; plan: Plan },
) {
  return {
    config: config as unknown as JsonValue,
    finishShare: plan.tf,
    planHash: toHex(sha256(packPlan(plan))),
    planRevision: revision,
  };
}

/** Whether a stored plan is the one an entry names. */
export function isPlanOf(
  sha256: Sha256,
  body: Record<string, unknown>,
  { config, plan }: { config: PacerConfig; plan: Plan },
): boolean {
  const packed = sha256(packPlan(plan));
  return (
    typeof body.planHash === "string" &&
    sameBytes(packed, Buffer.from(body.planHash, "hex")) &&
    Object.is(body.finishShare, plan.tf) &&
    canonicalJson(body.config as JsonValue) === canonicalJson(config as unknown as JsonValue)
  );
}
