import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createPlayerTokens, requireAudience } from "#lib/identity/player-token.ts";
import {
  partnerKeyAad,
  partnerKeyId,
  partnerPlayerId,
  readPartnerToken,
} from "#lib/identity/player-token-partner.ts";
import { deriveKey, seal } from "#lib/platform/secrets.ts";

const secret = "0123456789abcdef0123456789abcdef";
const startMs = 1_800_000_000_000;
const campaign = randomUUID();

function tokensAt(offsetS: number) {
  return createPlayerTokens(secret, () => startMs + offsetS * 1000);
}

function replacePart(token: string, index: number, change: (part: string) => string): string {
  return token
    .split(".")
    .map((part, at) => (at === index ? change(part) : part))
    .join(".");
}

describe("player token", () => {
  it("names its player and campaigns until it expires after 30 days", () => {
    const playerId = randomUUID();
    const { token } = tokensAt(0).mint(campaign, playerId);
    expect(tokensAt(0).read(token)).toMatchObject({
      playerId,
      kind: "anonymous",
      campaignIds: [campaign],
    });
    expect(tokensAt(30 * 86_400 - 1).read(token)?.playerId).toBe(playerId);
    expect(tokensAt(30 * 86_400).read(token)).toBeUndefined();
  });

  it("does not open when one letter of any part differs, or with another installation's key", () => {
    const { token } = tokensAt(0).mint(campaign, randomUUID());
    const flip = (part: string) => (part.startsWith("A") ? "B" : "A") + part.slice(1);
    for (const index of [0, 1, 2, 3]) {
      expect(tokensAt(0).read(replacePart(token, index, flip))).toBeUndefined();
    }
    expect(createPlayerTokens(`${secret}x`, () => startMs).read(token)).toBeUndefined();
    expect(tokensAt(0).read("")).toBeUndefined();
    expect(tokensAt(0).read("fp1.m1.e30.")).toBeUndefined();
  });

  it("keeps the player when a second campaign is added", () => {
    const tokens = tokensAt(0);
    const first = tokens.mint(campaign, randomUUID());
    const other = randomUUID();
    const second = tokens.mint(other, randomUUID(), tokens.read(first.token));
    expect(second.playerId).toBe(first.playerId);
    const identity = tokens.read(second.token);
    expect(identity?.campaignIds).toEqual([campaign, other]);
    if (!identity) throw new Error("not readable");
    expect(() => requireAudience(identity, other)).not.toThrow();
    expect(() => requireAudience(identity, randomUUID())).toThrow("player_token_invalid");
  });

  it("is renewed after a day of use, with the same player", () => {
    const minted = tokensAt(0).mint(campaign, randomUUID());
    const identity = tokensAt(0).read(minted.token);
    if (!identity) throw new Error("not readable");
    expect(tokensAt(86_399).renew(identity)).toBeUndefined();
    const renewed = tokensAt(86_400).renew(identity);
    expect(tokensAt(40 * 86_400 - 86_400 * 10).read(renewed?.token ?? "")?.playerId).toBe(
      minted.playerId,
    );
  });
});

describe("partner token", () => {
  const nowS = startMs / 1000;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const partnerSecret = Buffer.from("a partner's shared secret of some length");
  const hsKey = {
    id: "k1",
    campaignId: campaign,
    algorithm: "HS256",
    keyMaterial: seal(deriveKey(secret, "player-token"), partnerSecret, partnerKeyAad("k1")),
  };
  const hsToken = (claims: object, header: object = { alg: "HS256", kid: "k1" }) => {
    const signed = `${encode(header)}.${encode(claims)}`;
    return `${signed}.${createHmac("sha256", partnerSecret).update(signed).digest("base64url")}`;
  };

  it("identifies the same person the same way, and nobody across partners", () => {
    const token = hsToken({ sub: "u-1", exp: nowS + 60, age: 21 });
    const identity = readPartnerToken(secret, hsKey, token, nowS);
    expect(identity).toMatchObject({
      kind: "identified",
      claims: { age: 21 },
      campaignIds: [campaign],
    });
    const idKey = deriveKey(secret, "partner-player-id");
    expect(identity?.playerId).toBe(partnerPlayerId(idKey, "k1", "u-1"));
    expect(partnerPlayerId(idKey, "k2", "u-1")).not.toBe(identity?.playerId);
    expect(identity?.playerId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    expect(partnerKeyId(token)).toBe("k1");
  });

  it("refuses what is expired, not yet valid, unsigned, or signed with another algorithm", () => {
    const read = (token: string) => readPartnerToken(secret, hsKey, token, nowS);
    expect(read(hsToken({ sub: "u", exp: nowS - 61 }))).toBeUndefined();
    expect(read(hsToken({ sub: "u", exp: nowS + 9, nbf: nowS + 61 }))).toBeUndefined();
    expect(read(hsToken({ sub: "u" }))).toBeUndefined();
    expect(read(hsToken({ sub: "u", exp: nowS + 9 }, { alg: "none", kid: "k1" }))).toBeUndefined();
    expect(read(hsToken({ sub: "u", exp: nowS + 9 }, { alg: "EdDSA", kid: "k1" }))).toBeUndefined();
    expect(read(replacePart(hsToken({ sub: "u", exp: nowS + 9 }), 2, () => ""))).toBeUndefined();
    expect(read("a.b.c")).toBeUndefined();
  });

  it("takes EdDSA with the partner's public key", () => {
    const pair = generateKeyPairSync("ed25519");
    const keyMaterial = pair.publicKey.export({ format: "der", type: "spki" });
    const key = { id: "e1", campaignId: undefined, algorithm: "EdDSA", keyMaterial };
    const signed = `${encode({ alg: "EdDSA", kid: "e1" })}.${encode({ sub: "u", exp: nowS + 5 })}`;
    const good = `${signed}.${sign(null, Buffer.from(signed), pair.privateKey).toString("base64url")}`;
    expect(readPartnerToken(secret, key, good, nowS)?.campaignIds).toBeUndefined();
    const other = generateKeyPairSync("ed25519").privateKey;
    const bad = `${signed}.${sign(null, Buffer.from(signed), other).toString("base64url")}`;
    expect(readPartnerToken(secret, key, bad, nowS)).toBeUndefined();
  });
});
