import { describe, expect, it } from "vitest";
import {
  leftWords,
  paceOf,
  type Sighting,
  withSighting,
} from "#components/admin/pools/import-pace.ts";
import type { ImportView } from "#lib/coupons/contract.ts";

function view(change: Partial<ImportView>): ImportView {
  return {
    ...{ id: "i", poolId: "p", fileName: "codes.csv", kind: "csv", state: "checking" },
    ...{ bytesTotal: 1, rowsTotal: 10_000, rowsChecked: 0, rowsNew: 0, rowsRejected: 0 },
    ...{ rowsStored: 0, report: [], error: null, createdAt: "2026-11-20T18:00:00Z" },
    ...{ committedAt: null, undoneAt: null, undoable: false },
    ...change,
  };
}

/** The answers as they came: each its second and what it said. */
function paceAfter(answers: readonly (readonly [second: number, view: ImportView])[]) {
  let seen: readonly Sighting[] = [];
  for (const [second, answer] of answers) seen = withSighting(seen, answer, second * 1_000);
  const last = answers.at(-1)?.[1];
  return last ? paceOf(seen, last) : null;
}

describe("the pace of an import", () => {
  it("is rows over time, and what is left by it", () => {
    const pace = paceAfter([
      [0, view({ rowsChecked: 1_000 })],
      [4, view({ rowsChecked: 3_000 })],
    ]);
    expect(pace).toEqual({ rowsASecond: 500, leftMs: 14_000 });
  });

  it("forgets what was long ago", () => {
    const pace = paceAfter([
      [0, view({ rowsChecked: 0 })],
      [20, view({ rowsChecked: 100 })],
      [30, view({ rowsChecked: 5_100 })],
    ]);
    expect(pace?.rowsASecond).toBe(500);
  });

  it("says of an upload how fast it is read, not when it ends", () => {
    const uploading = { state: "uploading" } as const;
    const pace = paceAfter([
      [0, view({ ...uploading, rowsTotal: 0 })],
      [2, view({ ...uploading, rowsTotal: 4_000 })],
    ]);
    expect(pace).toEqual({ rowsASecond: 2_000, leftMs: null });
  });

  it("starts anew with the next step", () => {
    const storing = { state: "committing", rowsNew: 9_000 } as const;
    const checked = [0, view({ rowsChecked: 10_000 })] as const;
    expect(paceAfter([checked, [4, view({ ...storing, rowsStored: 10 })]])).toBeNull();
    const two = [
      [4, view({ ...storing, rowsStored: 1_000 })],
      [8, view({ ...storing, rowsStored: 5_000 })],
    ] as const;
    expect(paceAfter([checked, ...two])).toEqual({ rowsASecond: 1_000, leftMs: 4_000 });
  });

  it.each([
    ["one answer", [[0, view({ rowsChecked: 5 })]] as const],
    [
      "two answers in one moment",
      [
        [0, view({ rowsChecked: 5 })],
        [1, view({ rowsChecked: 500 })],
      ] as const,
    ],
    [
      "no progress",
      [
        [0, view({ rowsChecked: 5 })],
        [9, view({ rowsChecked: 5 })],
      ] as const,
    ],
  ])("is not guessed from %s", (_, answers) => {
    expect(paceAfter(answers)).toBeNull();
  });

  it.each([
    [0, "less than a minute"],
    [59_000, "less than a minute"],
    [61_000, "about 2 min"],
    [6_000_000, "about 2 h"],
  ])("says %i ms as %s", (ms, words) => {
    expect(leftWords(ms)).toBe(words);
  });
});
