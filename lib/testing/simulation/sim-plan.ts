// What a simulation is given, what may happen in it and how often, and what it reports.

import type { SimRedis } from "#lib/testing/simulation/sim-redis.ts";
import type { SimStores, SimWorker } from "#lib/testing/simulation/sim-worker.ts";
import type { TestDatabase } from "#lib/testing/stores.ts";

export interface SimSettings {
  readonly seed: number;
  readonly steps: number;
  readonly database: TestDatabase;
  readonly redis: SimRedis;
  readonly worker: (stores: SimStores) => SimWorker;
  /** False: a mutant that the liveness check has to catch. */
  readonly hasSweeper?: boolean;
  /** False for workers that keep no chain. */
  readonly hasLedger?: boolean;
}

export interface SimReport {
  readonly seed: number;
  readonly accepted: number;
  readonly wins: number;
  readonly faults: Readonly<Record<string, number>>;
  /** What must not be; empty when all is well. */
  readonly violations: readonly string[];
}

/** A name and how often it comes up. */
const moves = [
  ["submit", 6],
  ["step", 16],
  ["sweep", 2],
  ["time passes", 2],
  ["observe", 2],
  ["redis is kept", 1],
  ["a worker steals", 1.5],
  ["a worker is killed", 1],
  ["a worker turns", 0.6],
  ["redis is rolled back", 0.6],
  ["redis is lost", 0.4],
  ["connections are cut", 0.4],
] as const;
export type Move = (typeof moves)[number][0];
const total = moves.reduce((sum, [, weight]) => sum + weight, 0);

/** The move a number in [0, 1) stands for. */
export function drawMove(pick: number): Move {
  let at = pick * total;
  for (const [move, weight] of moves) {
    at -= weight;
    if (at < 0) return move;
  }
  return "step";
}
