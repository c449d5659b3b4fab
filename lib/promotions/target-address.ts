import { deriveKey, seal, unseal } from "#lib/platform/secrets.ts";

// The address of an incoming webhook is its own password: whoever knows it can post. It is kept sealed, bound to its row.
const aad = (rowId: string) => `promo-target:${rowId}`;

/** `rowId`: the promo server or the promoter's guild that it is kept at. */
export function sealTarget(masterSecret: string, rowId: string, address: string): Buffer {
  return seal(deriveKey(masterSecret, "promo-target"), Buffer.from(address), aad(rowId));
}

export function openTarget(masterSecret: string, rowId: string, sealed: Buffer): string {
  return unseal(deriveKey(masterSecret, "promo-target"), sealed, aad(rowId)).toString();
}
