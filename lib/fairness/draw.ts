// The draw of a play: a number nobody without write access to the database can choose, the holder of the
// game seed included, because the salt is made by Postgres after the player picked the play id.

import type { HmacSha256, HmacSha256Async } from "#lib/fairness/digest.ts";
import { toHex } from "#lib/fairness/digest.ts";

export type DrawInput = {
  /** UUIDs in lower case. */
  readonly gameId: string;
  readonly playId: string;
  /** Number of the play within its game, from intake. */
  readonly seq: number;
  /** 16 bytes in lower-case hex, from intake. */
  readonly salt: string;
};

const TWO_20 = 1_048_576;
const TWO_52 = 4_503_599_627_370_496;

export function drawMessage({ gameId, playId, seq, salt }: DrawInput): string {
  return `frolic-draw-v1|${gameId}|${playId}|${seq}|${salt}`;
}

/** The first 52 bits of a digest as a number in [0, 1). */
export function drawFromDigest(digest: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = digest;
  const high = a * 16_777_216 + b * 65_536 + c * 256 + d;
  const low = e * 4096 + f * 16 + (g >>> 4);
  return (high * TWO_20 + low) / TWO_52;
}

export function drawOf(hmac: HmacSha256, gameSeed: Uint8Array, input: DrawInput): number {
  return drawFromDigest(hmac(gameSeed, drawMessage(input)));
}

export async function drawOfAsync(
  hmac: HmacSha256Async,
  gameSeed: Uint8Array,
  input: DrawInput,
): Promise<number> {
  return drawFromDigest(await hmac(gameSeed, drawMessage(input)));
}

/** u*: where in the guard the plan ends. Secret until the seed is revealed. */
export function finishMessage(gameId: string): string {
  return `frolic-finish-v1|${gameId}`;
}

export function finishOf(hmac: HmacSha256, gameSeed: Uint8Array, gameId: string): number {
  return drawFromDigest(hmac(gameSeed, finishMessage(gameId)));
}

/** The numbers winning moments are drawn from before the start, one a label. */
export function momentMessage(gameId: string, label: string): string {
  return `frolic-moment-v1|${gameId}|${label}`;
}

export function momentDrawsOf(
  hmac: HmacSha256,
  gameSeed: Uint8Array,
  gameId: string,
): (label: string) => number {
  return (label) => drawFromDigest(hmac(gameSeed, momentMessage(gameId, label)));
}

/** Orders losing plays when leftovers are given out after the end: the lowest number comes first. */
export function secondChanceMessage(playId: string): string {
  return `2nd|${playId}`;
}

export function secondChanceOf(hmac: HmacSha256, gameSeed: Uint8Array, playId: string): number {
  return drawFromDigest(hmac(gameSeed, secondChanceMessage(playId)));
}

/** Stands for a player in the public log: stable within a game, useless without its seed. */
export function playerTagMessage(playerId: string): string {
  return `frolic-player-v1|${playerId}`;
}

export function playerTagFromDigest(digest: Uint8Array): string {
  return toHex(digest, 0, 16);
}

export function playerTagOf(hmac: HmacSha256, gameSeed: Uint8Array, playerId: string): string {
  return playerTagFromDigest(hmac(gameSeed, playerTagMessage(playerId)));
}
