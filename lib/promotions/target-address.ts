import { deriveKey, seal, unseal } from "#lib/platform/secrets.ts";

// The address of an incoming webhook is its own password: whoever knows it can post. It is kept sealed, bound to its row.
export const targetAad = (rowId: string): string => `promo-target:${rowId}`;

/** `rowId`: the promo server or the promoter's guild that it is kept at. */
export function sealTarget(masterSecret: string, rowId: string, address: string): Buffer {
  return seal(deriveKey(masterSecret, "promo-target"), Buffer.from(address), targetAad(rowId));
}

export const guildSecretAad = (guildRowId: string): string => `promo-secret:${guildRowId}`;

/** What the posts to a webhook of the promoter are signed with. Opens only with the id of its own guild. */
export function sealGuildSecret(masterSecret: string, guildRowId: string, secret: string): Buffer {
  return seal(
    deriveKey(masterSecret, "promo-secret"),
    Buffer.from(secret),
    guildSecretAad(guildRowId),
  );
}

export function openGuildSecret(masterSecret: string, guildRowId: string, sealed: Buffer): string {
  const key = deriveKey(masterSecret, "promo-secret");
  return unseal(key, sealed, guildSecretAad(guildRowId)).toString();
}

export function openTarget(masterSecret: string, rowId: string, sealed: Buffer): string {
  return unseal(deriveKey(masterSecret, "promo-target"), sealed, targetAad(rowId)).toString();
}
