// What is published before a game starts: one hash that fixes its seed, rules, settings and plan.

import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { concatBytes, type Sha256, type Sha256Async, utf8 } from "#lib/fairness/digest.ts";

export type Committed = {
  readonly config: JsonValue;
  readonly rules: JsonValue;
  readonly plan: JsonValue;
};

const PREFIX = "frolic-commit-v1|";

/** "frolic-commit-v1|" ‖ the 32 bytes of the seed ‖ RFC 8785 JSON of {config, plan, rules}. */
export function commitmentMessage(
  seed: Uint8Array,
  { config, rules, plan }: Committed,
): Uint8Array {
  if (seed.length !== 32) throw new RangeError("A game seed has 32 bytes.");
  return concatBytes(utf8(PREFIX), seed, utf8(canonicalJson({ config, rules, plan })));
}

export function commitmentOf(sha256: Sha256, seed: Uint8Array, body: Committed): Uint8Array {
  return sha256(commitmentMessage(seed, body));
}

export function commitmentOfAsync(
  sha256: Sha256Async,
  seed: Uint8Array,
  body: Committed,
): Promise<Uint8Array> {
  return sha256(commitmentMessage(seed, body));
}

/** The plan as it enters the commitment: the curve as numbers, where it first reaches 1, and the moments if it has any. */
export function planJson(plan: {
  readonly F: Float64Array;
  readonly tf: number;
  readonly moments?: readonly Float64Array[];
}): JsonValue {
  const curve = { F: Array.from(plan.F), tf: plan.tf };
  return plan.moments ? { ...curve, moments: plan.moments.map((list) => Array.from(list)) } : curve;
}
