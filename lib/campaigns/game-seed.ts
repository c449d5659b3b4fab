import { deriveKey, seal, unseal } from "#lib/platform/secrets.ts";

/** A game seed as it is stored: opens only for its own game. */
export function sealGameSeed(masterSecret: string, gameId: string, seed: Buffer): Buffer {
  return seal(deriveKey(masterSecret, "game-seed"), seed, `game-seed|${gameId}`);
}

export function openGameSeed(masterSecret: string, gameId: string, seedCt: Buffer): Buffer {
  return unseal(deriveKey(masterSecret, "game-seed"), seedCt, `game-seed|${gameId}`);
}
