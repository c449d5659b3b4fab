import { describe, expect, it } from "vitest";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { startState } from "#lib/pacing/pacer-state.ts";
import type { DecisionRow } from "#lib/pacing/run-batch.ts";
import { type Paced, playsBelow, uncommittedRows } from "#lib/plays/ledger-batch.ts";

const config = pacerConfig({ duration: 3600, brands: [{ budget: 5, playerCap: 0 }] });

/** An answer of the pacer for plays with these ordinals, its own ordinal being `k`. */
function answer(ordinals: readonly number[], k: number): Paced {
  const rows = ordinals.map(
    (ordinal): DecisionRow => ({
      k: ordinal,
      playId: `play ${ordinal}`,
      t: 1,
      S: 0,
      shares: [0],
      brand: -1,
      reason: "DRAW",
      repeated: false,
    }),
  );
  return { epoch: 1, rows, state: { ...startState(config), k } };
}

describe("an answer of the pacer beside the ledger", () => {
  it.each([
    ["goes on from it", [8, 9], 9, [8, 9], []],
    ["repeats what is committed and goes on", [6, 7, 8], 8, [8], [6, 7]],
    ["repeats only", [6, 7], 7, [], [6, 7]],
    ["names a play twice", [8, 8], 8, [8], []],
    ["leaves a gap, as beside a batch settled anew", [9, 10], 10, undefined, []],
    ["is ahead of its rows", [8], 12, undefined, []],
    ["comes from a pacer that was set back", [3, 4], 4, [], [3, 4]],
    ["comes from one set back that went past it", [6, 7, 8, 9], 9, [8, 9], [6, 7]],
  ] as const)("that %s", (_, ordinals, k, uncommitted, below) => {
    const paced = answer(ordinals, k);
    expect(uncommittedRows(paced, 7)?.map((row) => row.k)).toEqual(uncommitted);
    expect(playsBelow(paced, 7)).toEqual(below.map((ordinal) => `play ${ordinal}`));
  });
});
