import { describe, expect, test } from "vitest";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { type PacerState, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan } from "#lib/pacing/plan.ts";
import { type ReplayRow, replay } from "#lib/pacing/replay.ts";
import { type BatchPlay, type DecisionRow, runBatch } from "#lib/pacing/run-batch.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { brandOf, stepPlay } from "#lib/pacing/step.ts";

const plan = buildPlan({ J: 100, finish: 0.5 });
const config = pacerConfig({
  duration: 600,
  brands: [
    { budget: 60, weight: 1, playerCap: 1 },
    { budget: 30, weight: 3 },
  ],
  userCap: 2,
});

function playsOf(n: number, seed = 4): BatchPlay[] {
  const random = seeded(seed);
  return Array.from({ length: n }, (_, i) => ({
    playId: `p${i}`,
    player: `u${Math.floor(random() * 40)}`,
    t: (i / n) * 600,
    u: random(),
  }));
}

function ledgerOf(plays: readonly BatchPlay[]): { rows: ReplayRow[]; state: PacerState } {
  const state = startState(config);
  const rows = runBatch(config, plan, state, plays, new Map(), new Map());
  return {
    state,
    rows: rows.map((row, i) => ({ ...row, player: plays[i]?.player ?? "", u: plays[i]?.u ?? 0 })),
  };
}

describe("a batch", () => {
  test("gives every play the next ordinal, refused ones too", () => {
    const { rows, state } = ledgerOf(playsOf(400));
    expect(rows.map((row) => row.k)).toEqual(rows.map((_, i) => i + 1));
    expect(state.k).toBe(400);
    expect(rows.some((row) => row.reason === "CAP")).toBe(true);
    expect(rows.every((row) => row.reason === "DRAW" || row.S === 0)).toBe(true);
  });

  test("answers a play told twice with its first answer and leaves the state alone", () => {
    const state = startState(config);
    const memo = new Map<string, DecisionRow>();
    const [play] = playsOf(1) as [BatchPlay];
    const [first, second] = runBatch(
      config,
      plan,
      state,
      [play, { ...play, u: 0 }],
      memo,
      new Map(),
    );
    expect(second).toEqual({ ...first, repeated: true });
    expect(state.k).toBe(1);
  });

  test.each([-1, 600, 601, Number.NaN])("refuses a play at %d seconds as outside the game", (t) => {
    const state = startState(config);
    const step = stepPlay(config, plan, state, { t, u: 0, playerWins: 0 });
    expect(step).toMatchObject({ brand: -1, S: 0, shares: [0, 0], k: 1, reason: "WINDOW" });
    expect(state).toEqual({ ...startState(config), k: 1 });
  });

  test("keeps a player from a brand once its cap is reached, and only from that brand", () => {
    const state = startState(config);
    const capped = { t: 300, u: 0, playerWins: 1, playerBrandWins: [1, 0] };
    const step = stepPlay(config, plan, state, capped);
    expect(step).toMatchObject({ reason: "DRAW", brand: 1 });
    expect(step.shares[0]).toBe(0);
  });

  test("refuses a player who has reached the cap of every brand", () => {
    const each = pacerConfig({ duration: 600, brands: [{ budget: 9, playerCap: 1 }], userCap: 0 });
    const step = stepPlay(each, plan, startState(each), {
      t: 300,
      u: 0,
      playerWins: 1,
      playerBrandWins: [1],
    });
    expect(step.reason).toBe("CAP");
  });

  test("weights decide between brands when plays are scarce", () => {
    const scarce = pacerConfig({
      duration: 600,
      brands: [1, 2, 4].map((weight) => ({ budget: 1000, weight })),
      userCap: 0,
    });
    const random = seeded(2);
    const state = startState(scarce);
    for (let i = 0; i < 600; i++) {
      stepPlay(scarce, plan, state, { t: i, u: random(), playerWins: 0 });
    }
    const [a = 0, b = 0, c = 0] = state.W;
    expect(b / a).toBeGreaterThan(1.5);
    expect(c / b).toBeGreaterThan(1.5);
  });
});

test("the draw picks the first brand whose cumulated share lies above it", () => {
  const shares = [0.1, 0, 0.2];
  expect(brandOf(shares, 0)).toBe(0);
  expect(brandOf(shares, 0.1)).toBe(2);
  expect(brandOf(shares, 0.299)).toBe(2);
  expect(brandOf(shares, 0.31)).toBe(-1);
  expect(brandOf([0, 0], 0)).toBe(-1);
});

describe("a replay", () => {
  const { rows, state } = ledgerOf(playsOf(800));
  const start = () => ({ state: startState(config) });

  test("confirms an honest ledger and ends in its state", () => {
    expect(replay(config, plan, start(), rows)).toMatchObject({ ok: true, state });
  });

  test("goes on from any state and wins kept on the way", () => {
    const half = replay(config, plan, start(), rows.slice(0, 400));
    if (!half.ok) throw new Error("the first half must be right");
    expect(replay(config, plan, half, rows.slice(400))).toMatchObject({ ok: true, state });
  });

  const winner = rows.findIndex((row) => row.brand >= 0 && row.k > 100);
  const changes: [string, Partial<ReplayRow>, string][] = [
    ["another ordinal", { k: 9 }, "order"],
    ["a chance one bit off", { S: (rows[winner]?.S ?? 0) * (1 + 2 ** -52) }, "chance"],
    ["other shares", { shares: [...(rows[winner]?.shares ?? [])].reverse() }, "shares"],
    ["a share left out", { shares: rows[winner]?.shares.slice(1) ?? [] }, "shares"],
    ["a win taken away", { brand: -1 }, "brand"],
    ["another draw", { u: 1 - 2 ** -52 }, "brand"],
    ["a false refusal", { reason: "CAP" }, "reason"],
  ];
  test.each(changes)("names the first wrong row: %s", (_, change, fault) => {
    const tampered = rows.map((row, i) => (i === winner ? { ...row, ...change } : row));
    expect(replay(config, plan, start(), tampered)).toMatchObject({
      ok: false,
      index: winner,
      fault,
    });
  });

  test("notices another time, another player and a missing row soon after", () => {
    const later = rows.map((row, i) => (i === winner ? { ...row, t: row.t + 1e-9 } : row));
    expect(replay(config, plan, start(), later)).toMatchObject({ ok: false, index: winner });
    const missing = rows.toSpliced(winner, 1);
    expect(replay(config, plan, start(), missing)).toMatchObject({ ok: false, fault: "order" });
    const swapped = rows.map((row, i) => (i === winner ? { ...row, player: "another" } : row));
    expect(replay(config, plan, start(), swapped).ok).toBe(false);
  });
});
