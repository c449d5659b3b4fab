// Players have no session: a signed token says who plays. Anybody with the installation's key can check it
// without a store, which is what keeps the play path to one database call.

import { timingSafeEqual } from "node:crypto";
import { AppError } from "#lib/platform/errors.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

const version = "fp1";
/** Names the key that signed; a second installation key would get a second name. */
const keyId = "m1";
const dayS = 86_400;
export const playerTokenLifeS = 30 * dayS;
/** A token older than this is replaced on use, so that who keeps playing is never signed out. */
const renewAfterS = dayS;
/** Campaigns a browser's token speaks for; the oldest falls out. */
const audienceMax = 20;

/** What sign() writes. Nobody else can: the signature is checked before the payload is read. */
interface Payload {
  readonly sub: string;
  readonly aud: readonly string[];
  readonly iat: number;
  readonly exp: number;
}

/** Who plays. A partner's player is identified; `campaignIds` undefined means any campaign of the partner's key. */
export interface PlayerIdentity {
  readonly playerId: string;
  readonly kind: "anonymous" | "identified";
  readonly campaignIds: readonly string[] | undefined;
  /** Claims a partner vouches for: age, country, segment. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly issuedAtS: number;
  readonly expiresAtS: number;
}

export interface PlayerTokens {
  /** A token for one more campaign: same player when `previous` is still good. */
  mint(campaignId: string, playerId: string, previous?: PlayerIdentity): MintedToken;
  /** Undefined for anything that is not a valid anonymous token of this installation. */
  read(token: string): PlayerIdentity | undefined;
  /** A fresh copy of a token that has been used for a while; undefined when there is no need. */
  renew(identity: PlayerIdentity): MintedToken | undefined;
}

export interface MintedToken {
  readonly token: string;
  readonly playerId: string;
  readonly expiresAtS: number;
}

export function createPlayerTokens(masterSecret: string, nowMs: () => number): PlayerTokens {
  const key = deriveKey(masterSecret, "player-token");
  const nowS = () => Math.floor(nowMs() / 1000);
  const signature = (signed: string) => hmacSha256(key, signed);
  const sign = (playerId: string, audience: readonly string[]): MintedToken => {
    const iat = nowS();
    const exp = iat + playerTokenLifeS;
    const payload = { sub: playerId, aud: audience.slice(-audienceMax), iat, exp };
    const body = Buffer.from(JSON.stringify(payload)).toString("base64url");
    const signed = `${version}.${keyId}.${body}`;
    return {
      token: `${signed}.${signature(signed).toString("base64url")}`,
      playerId,
      expiresAtS: exp,
    };
  };
  return {
    mint: (campaignId, playerId, previous) => {
      const others = previous?.campaignIds?.filter((id) => id !== campaignId) ?? [];
      return sign(previous?.playerId ?? playerId, [...others, campaignId]);
    },
    read: (token) => {
      const cut = token.lastIndexOf(".");
      const signed = token.slice(0, cut);
      if (!signed.startsWith(`${version}.${keyId}.`) || token.length > 2048) return undefined;
      if (!isSame(signature(signed), Buffer.from(token.slice(cut + 1), "base64url")))
        return undefined;
      const body = signed.slice(version.length + keyId.length + 2);
      const payload = JSON.parse(Buffer.from(body, "base64url").toString()) as Payload;
      if (payload.exp <= nowS()) return undefined;
      return {
        playerId: payload.sub,
        kind: "anonymous",
        campaignIds: payload.aud,
        claims: {},
        issuedAtS: payload.iat,
        expiresAtS: payload.exp,
      };
    },
    renew: (identity) => {
      if (identity.kind !== "anonymous" || nowS() - identity.issuedAtS < renewAfterS)
        return undefined;
      return sign(identity.playerId, identity.campaignIds ?? []);
    },
  };
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Refuses a player whose token was not made for this campaign. */
export function requireAudience(identity: PlayerIdentity, campaignId: string): void {
  if (identity.campaignIds !== undefined && !identity.campaignIds.includes(campaignId)) {
    throw new AppError("player_token_invalid");
  }
}
