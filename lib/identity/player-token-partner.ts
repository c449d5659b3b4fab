// Partners sign their own players in: a JWT (HS256 or EdDSA) whose `kid` names a key of player_token_key. The
// player's id is derived from key and `sub`, so a partner can neither choose nor collide with another's player.

import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { z } from "zod";
import type { PlayerIdentity } from "#lib/identity/player-token.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey, keptKey, unseal } from "#lib/platform/secrets.ts";

export interface PartnerKey {
  readonly id: string;
  readonly campaignId: string | undefined;
  readonly algorithm: string;
  /** Sealed for HS256; SubjectPublicKeyInfo (DER) for EdDSA. */
  readonly keyMaterial: Buffer;
  /** What player ids are derived with, sealed, where the master secret has been changed. */
  readonly playerIdKey?: Buffer | null;
}

const headerSchema = z.object({ alg: z.enum(["HS256", "EdDSA"]), kid: z.string().max(100) });
const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(200),
  exp: z.number(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
});

/** Seconds two clocks may differ. */
const leewayS = 60;

export const partnerKeyAad = (keyId: string): string => `player-token-key|${keyId}`;

/** The key a token asks for; undefined when the text is no JWT of a kind that is taken. */
export function partnerKeyId(token: string): string | undefined {
  return readHeader(token)?.kid;
}

function readHeader(token: string): z.infer<typeof headerSchema> | undefined {
  const [header, , , rest] = token.split(".");
  if (!header || rest !== undefined || token.length > 4096) return undefined;
  const parsed = headerSchema.safeParse(readJson(header));
  return parsed.success ? parsed.data : undefined;
}

function readJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch (error) {
    // What is not JSON is no token; the schema that follows refuses it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isSigned(
  masterSecret: string,
  key: PartnerKey,
  signed: string,
  signature: Buffer,
): boolean {
  if (key.algorithm === "EdDSA") {
    const publicKey = createPublicKey({ key: key.keyMaterial, format: "der", type: "spki" });
    return verify(null, Buffer.from(signed), publicKey, signature);
  }
  const secret = unseal(
    deriveKey(masterSecret, "player-token"),
    key.keyMaterial,
    partnerKeyAad(key.id),
  );
  const expected = createHmac("sha256", secret).update(signed).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

/** A UUID (version 8) made from key and subject: the same person at the same partner is the same player for ever. */
export function partnerPlayerId(idKey: Buffer, keyId: string, subject: string): string {
  const bytes = hmacSha256(idKey, `${keyId.length}|${keyId}|${subject}`).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Who a partner's token speaks for; undefined when it is not valid now, or signed otherwise than its key says. */
export function readPartnerToken(
  masterSecret: string,
  key: PartnerKey,
  token: string,
  nowS: number,
): PlayerIdentity | undefined {
  const header = readHeader(token);
  const [head, body, tail] = token.split(".");
  if (!header || header.alg !== key.algorithm || header.kid !== key.id || !body || !tail) {
    return undefined;
  }
  if (!isSigned(masterSecret, key, `${head}.${body}`, Buffer.from(tail, "base64url")))
    return undefined;
  const parsed = claimsSchema.safeParse(readJson(body));
  if (!parsed.success) return undefined;
  const { sub, exp, iat, nbf, ...claims } = parsed.data;
  if (exp + leewayS <= nowS || (nbf ?? 0) - leewayS > nowS) return undefined;
  const idKey = keptKey(masterSecret, "partner-player-id", key.playerIdKey ?? null);
  return {
    playerId: partnerPlayerId(idKey, key.id, sub),
    kind: "identified",
    campaignIds: key.campaignId === undefined ? undefined : [key.campaignId],
    claims,
    issuedAtS: iat ?? nowS,
    expiresAtS: exp,
  };
}
