// The pacer run again from the ledger: what every row should say, given the ones before it.

import { z } from "zod";
import { type PacerConfig, pacerConfig } from "#lib/pacing/pacer-config.ts";
import {
  correctWin,
  decodeState,
  type PacerState,
  setBudget,
  startState,
} from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import { countWin, type PlayerWins, winsField } from "#lib/pacing/run-batch.ts";
import { type Step, stepSmooth } from "#lib/pacing/smooth.ts";

export interface ReplayPlan {
  readonly config: PacerConfig;
  readonly plan: Plan;
}

const stateSchema = z.unknown().transform(decodeState);
const rebuildSchema = z.object({
  epoch: z.number(),
  planRevision: z.number(),
  state: stateSchema,
});
const correctionSchema = z.union([
  z.object({ playId: z.string(), reason: z.literal("POISON") }),
  z.object({
    B: z.array(z.number()),
    W: z.array(z.number()),
    epoch: z.number(),
    plays: z.array(
      z.object({ brand: z.number(), k: z.number(), playId: z.string(), reason: z.string() }),
    ),
  }),
]);
export type Correction = z.infer<typeof correctionSchema>;

export class Replay {
  #plan: ReplayPlan;
  state: PacerState;
  epoch = 0;
  readonly #wins: PlayerWins = new Map();

  constructor(plan: ReplayPlan) {
    this.#plan = plan;
    this.state = startState(plan.config);
  }

  /** Decides one play as the pacer must have. */
  step(play: { readonly playerId: string; readonly t: number; readonly u: number }): Step {
    const { config, plan } = this.#plan;
    const step = stepSmooth(config, plan, this.state, {
      t: play.t,
      u: play.u,
      playerWins: this.#wins.get(play.playerId) ?? 0,
      playerBrandWins: config.brands.map(
        (_, brand) => this.#wins.get(winsField(play.playerId, brand)) ?? 0,
      ),
    });
    if (step.brand >= 0) countWin(config, this.#wins, play.playerId, step.brand);
    return step;
  }

  /** A rebuild starts from the state the ledger holds; only budgets may have moved. Says what else did. */
  rebuild(body: unknown): string | undefined {
    const { epoch, state } = rebuildSchema.parse(body);
    if (epoch !== this.epoch + 1) return `epoch ${epoch} follows ${this.epoch}`;
    const differs = stateDifference(this.state, state, ["B"]);
    if (differs) return `it starts from another ${differs} than the rows before it give`;
    if (state.B.some((budget, brand) => budget < (state.W[brand] ?? 0))) {
      return "a budget is lower than what was given out";
    }
    this.epoch = epoch;
    this.state = state;
    return undefined;
  }

  /** After a pause or a revision: other plan, same history. */
  revise(body: unknown, plan: ReplayPlan): string | undefined {
    const { epoch, state } = rebuildSchema.parse(body);
    if (epoch !== this.epoch + 1) return `epoch ${epoch} follows ${this.epoch}`;
    const differs = stateDifference(this.state, state, ["B", "slotIndex"]);
    if (differs) return `it starts from another ${differs} than the rows before it give`;
    this.#plan = { ...plan, config: pacerConfig(plan.config) };
    this.epoch = epoch;
    this.state = state;
    return undefined;
  }

  /** Takes refused wins back, and checks that W and B come out as the entry says. */
  correct(
    correction: Exclude<Correction, { reason: "POISON" }>,
    playerOf: (playId: string) => string | undefined,
  ): string | undefined {
    for (const { brand, playId, reason } of correction.plays) {
      const player = playerOf(playId);
      if (player === undefined) return `it names play ${playId}, which is not in the batch before`;
      correctWin(this.state, brand);
      this.#giveBack(player);
      this.#giveBack(winsField(player, brand));
      if (reason === "POOL") setBudget(this.state, brand, correction.W[brand] ?? 0);
    }
    if (correction.W.join() !== this.state.W.join()) return "its wins are not those of the rows";
    if (correction.B.join() !== this.state.B.join()) return "its budgets are not those of the rows";
    if (correction.epoch !== this.epoch + 1) return `epoch ${correction.epoch} is not the next`;
    this.epoch = correction.epoch;
    return undefined;
  }

  #giveBack(field: string): void {
    const wins = this.#wins.get(field);
    if (wins !== undefined && wins > 0) this.#wins.set(field, wins - 1);
  }
}

export function parseCorrection(body: unknown): Correction {
  return correctionSchema.parse(body);
}

/** The first field in which two states differ, every bit counted. */
export function stateDifference(
  a: PacerState,
  b: PacerState,
  except: readonly (keyof PacerState)[] = [],
): string | undefined {
  for (const name of Object.keys(a) as (keyof PacerState)[]) {
    if (except.includes(name)) continue;
    const [x, y] = [a[name], b[name]];
    const same =
      Array.isArray(x) && Array.isArray(y)
        ? x.length === y.length && x.every((value, index) => Object.is(value, y[index]))
        : Object.is(x, y);
    if (!same) return name;
  }
  return undefined;
}
