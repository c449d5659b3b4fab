// Which three faces the reel shows. The picture follows the result and the play id alone: a win shows the
// brand's face three times, a loss any picture that is not a win, each equally likely. Near misses are as
// frequent as chance makes them and no more.

import { type Sha256, utf8 } from "#lib/fairness/digest.ts";
import { drawFromDigest } from "#lib/fairness/draw.ts";

export type Faces = readonly [number, number, number];

export const FACE_COUNT = 10;
/** The face that carries the brand of the prize. */
export const BRAND_FACE = 9;
/** Three alike is what a win looks like, whichever face it is, so a loss never shows it. */
const LOSING = FACE_COUNT ** 3 - FACE_COUNT;

export function facesMessage(playId: string, won: boolean): Uint8Array {
  return utf8(`frolic-faces-v1|${playId}|${won ? "WIN" : "LOSE"}`);
}

export function facesFromDigest(digest: Uint8Array, won: boolean): Faces {
  if (won) return [BRAND_FACE, BRAND_FACE, BRAND_FACE];
  return losingTriple(Math.floor(drawFromDigest(digest) * LOSING));
}

/** Number i of the 990 pictures that are not three alike: those lie 111 apart in counting order, 110 others between. */
export function losingTriple(i: number): Faces {
  const code = i + 1 + Math.floor(i / 110);
  return [Math.floor(code / 100), Math.floor(code / 10) % 10, code % 10];
}

export function facesOf(sha256: Sha256, playId: string, won: boolean): Faces {
  return facesFromDigest(sha256(facesMessage(playId, won)), won);
}
