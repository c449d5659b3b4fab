// The Merkle root of a batch of leaves, in the shape of RFC 6962: neighbours are paired, an odd node moves
// up unchanged (never paired with itself, so no two lists of leaves share a root). Leaves are hashes of
// texts that begin with "frolic-row-v1|", nodes of bytes that begin with "frolic-node-v1|": neither can
// stand for the other.

import { concatBytes, type Sha256, type Sha256Async, utf8 } from "#lib/fairness/digest.ts";

const NODE = utf8("frolic-node-v1|");
const EMPTY = utf8("frolic-empty-v1|");

export type Side = "left" | "right";
/** One step of an inclusion proof: the neighbour and the side it stands on. */
export type ProofStep = { readonly side: Side; readonly hash: Uint8Array };

function nodeMessage(left: Uint8Array, right: Uint8Array): Uint8Array {
  return concatBytes(NODE, left, right);
}

function levelUp(sha256: Sha256, level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i];
    const right = level[i + 1];
    if (left) above.push(right ? sha256(nodeMessage(left, right)) : left);
  }
  return above;
}

export function merkleRoot(sha256: Sha256, leaves: readonly Uint8Array[]): Uint8Array {
  let level: readonly Uint8Array[] = leaves;
  while (level.length > 1) level = levelUp(sha256, level);
  return level[0] ?? sha256(EMPTY);
}

export async function merkleRootAsync(
  sha256: Sha256Async,
  leaves: readonly Uint8Array[],
): Promise<Uint8Array> {
  let level: readonly Uint8Array[] = leaves;
  while (level.length > 1) {
    const pairs: Promise<Uint8Array>[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i];
      const right = level[i + 1];
      if (left) pairs.push(right ? sha256(nodeMessage(left, right)) : Promise.resolve(left));
    }
    level = await Promise.all(pairs);
  }
  return level[0] ?? sha256(EMPTY);
}

/** What the holder of one leaf needs to reach the root. */
export function merkleProof(
  sha256: Sha256,
  leaves: readonly Uint8Array[],
  index: number,
): ProofStep[] {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError("No such leaf.");
  const proof: ProofStep[] = [];
  let level: readonly Uint8Array[] = leaves;
  let at = index;
  while (level.length > 1) {
    const neighbour = level[at % 2 === 0 ? at + 1 : at - 1];
    if (neighbour) proof.push({ side: at % 2 === 0 ? "right" : "left", hash: neighbour });
    level = levelUp(sha256, level);
    at = Math.floor(at / 2);
  }
  return proof;
}

export function rootFromProof(
  sha256: Sha256,
  leaf: Uint8Array,
  proof: readonly ProofStep[],
): Uint8Array {
  let hash = leaf;
  for (const step of proof) {
    hash = sha256(
      step.side === "left" ? nodeMessage(step.hash, hash) : nodeMessage(hash, step.hash),
    );
  }
  return hash;
}

export async function rootFromProofAsync(
  sha256: Sha256Async,
  leaf: Uint8Array,
  proof: readonly ProofStep[],
): Promise<Uint8Array> {
  let hash = leaf;
  for (const step of proof) {
    hash = await sha256(
      step.side === "left" ? nodeMessage(step.hash, hash) : nodeMessage(hash, step.hash),
    );
  }
  return hash;
}
