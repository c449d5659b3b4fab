// What must hold of every game of every mode, whatever its traffic, clocks, brands and caps: the invariants P1 to P6
// and P8 to P10 of the pacer. (P7, equality with Lua, needs a Redis.)

import { isOpenAt, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import { copyState, type PacerState, startState } from "#lib/pacing/pacer-state.ts";
import { planAt } from "#lib/pacing/plan.ts";
import { type ReplayRow, replay } from "#lib/pacing/replay.ts";
import {
  type BatchPlay,
  type DecisionRow,
  type PlayerWins,
  runBatch,
} from "#lib/pacing/run-batch.ts";
import type { RandomGame } from "#lib/pacing/simulator/random-game.ts";
import { windowIndexAt } from "#lib/pacing/windows.ts";

/** How often each property was broken. */
export type Broken = Record<string, number>;

/** Counts broken properties while one game runs, play by play. */
class Watch {
  readonly broken: Broken = {};
  readonly ledger: ReplayRow[] = [];
  private readonly game: RandomGame;
  private readonly windowWins: Map<number, number>[];
  private time = 0;

  constructor(game: RandomGame) {
    this.game = game;
    this.windowWins = game.config.windows.map(() => new Map());
  }

  note(name: string, holds: boolean): void {
    if (!holds) this.broken[name] = (this.broken[name] ?? 0) + 1;
  }

  decided(row: DecisionRow, play: BatchPlay, before: PacerState, state: PacerState): void {
    const { config } = this.game;
    this.ledger.push({ ...row, player: play.player, u: play.u });
    this.note("k", row.k === before.k + 1);
    this.note("P6 S", row.S >= 0 && row.S <= config.pMax);
    this.note(
      "P6 shares",
      row.shares.every((share) => share >= 0 && share <= 1 + 1e-9),
    );
    if (row.reason === "DRAW") {
      this.note("P8 time", row.t >= this.time);
      this.time = row.t;
      if (row.brand >= 0) this.won(row, state);
      return;
    }
    this.note("P10", row.brand === -1 && row.S === 0);
    for (const name of ["n", "ns", "tLast", "gap", "gf", "cs", "ms"] as const) {
      this.note("P10", state[name] === before[name]);
    }
  }

  private won(row: DecisionRow, state: PacerState): void {
    const { config } = this.game;
    const W = state.W[row.brand] ?? 0;
    const B = state.B[row.brand] ?? 0;
    this.note("P1", W <= B);
    this.note("open", isOpenAt(config, row.t));
    for (const [i, window] of config.windows.entries()) {
      const index = windowIndexAt(window, row.t);
      const wins = (this.windowWins[i]?.get(index) ?? 0) + 1;
      this.windowWins[i]?.set(index, wins);
      if (window.max > 0) this.note("P4", wins <= window.max);
    }
    this.lead(row, { W, B, state });
  }

  /** Each mode's own bound on how early a coupon may go. A minimum and the finale lead on purpose. */
  private lead(
    row: DecisionRow,
    { W, B, state }: { W: number; B: number; state: PacerState },
  ): void {
    const { config, plan } = this.game;
    const T = pacedDuration(config);
    const paced = pacedAt(config, row.t);
    if (T - paced <= config.finale) return;
    if (config.mode === "moments") {
      const due = (plan.moments?.[row.brand] ?? []).filter((time) => time <= paced).length;
      this.note("P5 moments", W <= due);
    }
    if (config.windows.some(({ min }) => min > 0)) return;
    if (config.mode === "smooth") {
      const ahead = config.brands[row.brand]?.lead ?? 0;
      this.note("P5", W <= B * planAt(plan, paced / T) + 2 * ahead + 1 + 1e-6);
    }
    if (config.mode === "slot") this.note("P5 slot", state.slotWins <= state.slotCap);
    if (config.mode === "odds") this.note("P5 odds", row.S <= config.odds * (1 + 1e-12));
  }

  ended(state: PacerState, wins: PlayerWins): void {
    const { config, plan } = this.game;
    const won = this.ledger.filter((row) => row.brand >= 0);
    for (const [b, brand] of config.brands.entries()) {
      this.note("P1 sum", won.filter((row) => row.brand === b).length === state.W[b]);
      if (brand.playerCap === 0) continue;
      const perPlayer = won.filter((row) => row.brand === b).map(({ player }) => player);
      this.note("P3 brand", new Set(perPlayer).size * brand.playerCap >= perPlayer.length);
    }
    for (const { player } of won) {
      if (config.userCap > 0) this.note("P3", (wins.get(player) ?? 0) <= config.userCap);
    }
    const again = replay(config, plan, { state: startState(config) }, this.ledger);
    this.note("P9", again.ok && JSON.stringify(again.state) === JSON.stringify(state));
  }
}

/** Runs a game play by play and reports every broken property; none is what is asked. */
export function checkInvariants(game: RandomGame): { broken: Broken; rows: number } {
  const { config, plan } = game;
  const watch = new Watch(game);
  const state = startState(config);
  const memo = new Map<string, DecisionRow>();
  const wins: PlayerWins = new Map();
  for (const play of game.plays) {
    const before = copyState(state);
    const known = memo.get(play.playId);
    const [row] = runBatch(config, plan, state, [play], memo, wins);
    if (!row) throw new Error("no row");
    if (known) {
      watch.note("P2", row.brand === known.brand && row.k === known.k && state.k === before.k);
    } else {
      watch.decided(row, play, before, state);
    }
  }
  watch.ended(state, wins);
  return { broken: watch.broken, rows: watch.ledger.length };
}
