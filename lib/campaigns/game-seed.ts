import { deriveKey, seal, unseal } from "#lib/platform/secrets.ts";

export const gameSeedAad = (gameId: string): string => `game-seed|${gameId}`;

/** A game seed as it is stored: opens only for its own game. */
export function sealGameSeed(masterSecret: string, gameId: string, seed: Buffer): Buffer {
  return seal(deriveKey(masterSecret, "game-seed"), seed, gameSeedAad(gameId));
}

export function openGameSeed(masterSecret: string, gameId: string, seedCt: Buffer): Buffer {
  return unseal(deriveKey(masterSecret, "game-seed"), seedCt, gameSeedAad(gameId));
}
