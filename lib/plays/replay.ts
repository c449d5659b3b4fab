// The pacer run again from the ledger: what every row should say, given the ones before it.

import { z } from "zod";
import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { sameBytes } from "#lib/fairness/digest.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import {
  copyState,
  correctWin,
  decodeState,
  type PacerState,
  setBudget,
  startState,
} from "#lib/pacing/pacer-state.ts";
import { type Plan, packPlan } from "#lib/pacing/plan.ts";
import { changeIn, replan, replanState } from "#lib/pacing/replan.ts";
import { resumePacing, resumeState } from "#lib/pacing/resume.ts";
import { countWin, type PlayerWins, winsField } from "#lib/pacing/run-batch.ts";
import { type Step, stepPlay } from "#lib/pacing/step.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { replanDraws } from "#lib/plays/replan-draws.ts";

export interface ReplayPlan {
  readonly revision: number;
  readonly config: PacerConfig;
  readonly plan: Plan;
}

const stateSchema = z.unknown().transform(decodeState);
const rebuildSchema = z.object({
  epoch: z.number(),
  planRevision: z.number(),
  state: stateSchema,
});
const pauseSchema = z.object({ epoch: z.number(), state: stateSchema, t: z.number() });
const reviseSchema = rebuildSchema.extend({ t: z.number() });
const resumeSchema = rebuildSchema.extend({ pausedUs: z.number(), t: z.number() });
const correctionSchema = z.union([
  z.object({ playId: z.string(), reason: z.literal("POISON") }),
  z.object({
    B: z.array(z.number()),
    W: z.array(z.number()),
    brand: z.number(),
    couponId: z.number(),
    epoch: z.number(),
    playId: z.string(),
    reason: z.literal("RETURNED"),
  }),
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
export type RefusedWins = Extract<Correction, { plays: unknown }>;
export type ReturnedWin = Extract<Correction, { reason: "RETURNED" }>;

export class Replay {
  #plan: ReplayPlan;
  /** Active seconds from start to end without any pause. */
  readonly #fullDuration: number;
  /** Active time at which the clock stands still; undefined while it runs. */
  #pausedAt: number | undefined;
  #pausedUs = 0;
  state: PacerState;
  epoch = 0;
  readonly #wins: PlayerWins = new Map();

  constructor(plan: ReplayPlan) {
    this.#plan = plan;
    this.#fullDuration = plan.config.duration;
    this.state = startState(plan.config);
  }

  get config(): PacerConfig {
    return this.#plan.config;
  }
  /** Wins that stand, by player and by winsField(). */
  get wins(): ReadonlyMap<string, number> {
    return this.#wins;
  }

  /** Decides one play as the pacer must have. */
  step(play: { readonly playerId: string; readonly t: number; readonly u: number }): Step {
    const { config, plan } = this.#plan;
    const step = stepPlay(config, plan, this.state, {
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

  /**
   * A rebuild starts from the state the ledger holds; only budgets may have moved, between what was given out and
   * what was promised. Says what else did.
   */
  rebuild(body: unknown): string | undefined {
    const { epoch, state, planRevision } = rebuildSchema.parse(body);
    const { revision, config } = this.#plan;
    if (epoch !== this.epoch + 1) return `epoch ${epoch} follows ${this.epoch}`;
    if (planRevision !== revision) return `it goes on with plan ${planRevision}, not ${revision}`;
    const differs = stateDifference(this.state, state, ["B"]);
    if (differs) return `it starts from another ${differs} than the rows before it give`;
    if (state.B.some((budget, brand) => budget < (state.W[brand] ?? 0))) {
      return "a budget is lower than what was given out";
    }
    if (state.B.some((budget, brand) => budget > (config.brands[brand]?.budget ?? 0))) {
      return "a budget is higher than what was promised";
    }
    this.epoch = epoch;
    this.state = state;
    return undefined;
  }

  /** A pause changes nothing but that the clock stops. */
  pause(body: unknown): string | undefined {
    const { epoch, state, t } = pauseSchema.parse(body);
    if (this.#pausedAt !== undefined) return "the game stood still already";
    if (epoch !== this.epoch) return `it is of epoch ${epoch}, not ${this.epoch}`;
    const differs = stateDifference(this.state, state);
    if (differs) return `it notes another ${differs} than the rows before it give`;
    if (!(t >= this.state.tLast)) return "it lies before a play that was decided";
    this.#pausedAt = t;
    return undefined;
  }

  /** After a pause: the rest of the plan in force, laid over the time that is left. Nothing else may be new. */
  resume(body: unknown, plan: ReplayPlan): string | undefined {
    const { epoch, state, t, pausedUs, planRevision } = resumeSchema.parse(body);
    const before = this.#plan;
    if (epoch !== this.epoch + 1) return `epoch ${epoch} follows ${this.epoch}`;
    if (planRevision !== before.revision + 1) return `plan ${planRevision} is not the next`;
    // A game that begins within the pause of its campaign has stood still from its first moment.
    const pausedAt = this.#pausedAt ?? (this.state.k === 0 ? 0 : undefined);
    if (t !== pausedAt) return "it goes on from another moment than the pause";
    const Tnew = plan.config.duration;
    const left = this.#fullDuration - pausedUs / 1e6;
    if (!(pausedUs >= this.#pausedUs) || Math.abs(Tnew - left) > 1e-5) {
      return "the time it has left is not that of the pause";
    }
    const resumed = resumePacing(before, { t, duration: Tnew });
    if (!isSameConfig(resumed.config, plan.config)) {
      return "its settings are not those before the pause";
    }
    if (!isSamePlan(resumed.plan, plan.plan)) return "its plan is not the rest of the one before";
    const expected = copyState(this.state);
    resumeState(expected, resumed);
    const differs = this.#goOn({ epoch, state, plan, expected });
    if (differs) return differs;
    this.#pausedAt = undefined;
    this.#pausedUs = pausedUs;
    return undefined;
  }

  /** An edit while live: the plan before up to now, and the new curve after it. Nothing else may be new. */
  revise(body: unknown, plan: ReplayPlan): string | undefined {
    const { epoch, state, t, planRevision } = reviseSchema.parse(body);
    const before = this.#plan;
    if (epoch !== this.epoch + 1) return `epoch ${epoch} follows ${this.epoch}`;
    if (planRevision !== before.revision + 1) return `plan ${planRevision} is not the next`;
    if (this.#pausedAt !== undefined && t !== this.#pausedAt) return "time went on in a pause";
    if (!(t >= this.state.tLast)) return "it lies before a play that was decided";
    const draw = replanDraws({ sha256, hmac: hmacSha256 }, before.plan);
    const at = { t, revision: planRevision, draw };
    const revised = replan(before, changeIn(plan.config), at);
    if (!isSameConfig(revised.config, plan.config)) {
      return "it changes more than the plan and the budgets";
    }
    if (!isSamePlan(revised.plan, plan.plan)) return "its plan does not follow from the one before";
    const expected = copyState(this.state);
    replanState(expected, revised);
    return this.#goOn({ epoch, state, plan, expected });
  }

  /** Takes the next plan and the state it starts with, unless that is not the `expected` one. */
  #goOn(next: {
    readonly epoch: number;
    readonly state: PacerState;
    readonly plan: ReplayPlan;
    readonly expected: PacerState;
  }): string | undefined {
    const differs = stateDifference(next.expected, next.state);
    if (differs) return `it starts from another ${differs} than the rows before it give`;
    this.#plan = next.plan;
    this.epoch = next.epoch;
    this.state = next.state;
    return undefined;
  }

  /** Takes refused wins back, and checks that W and B come out as the entry says. */
  correct(
    correction: RefusedWins,
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
    return this.#accept(correction);
  }

  /** Takes a win back whose coupon an operator set free. */
  giveBackWin(correction: ReturnedWin, playerId: string): string | undefined {
    const { brand } = correction;
    if ((this.state.W[brand] ?? 0) < 1) return "it takes back a win that was not given";
    correctWin(this.state, brand);
    this.#giveBack(playerId);
    this.#giveBack(winsField(playerId, brand));
    return this.#accept(correction);
  }

  #accept({ W, B, epoch }: RefusedWins | ReturnedWin): string | undefined {
    if (W.join() !== this.state.W.join()) return "its wins are not those of the rows";
    if (B.join() !== this.state.B.join()) return "its budgets are not those of the rows";
    if (epoch !== this.epoch + 1) return `epoch ${epoch} is not the next`;
    this.epoch = epoch;
    return undefined;
  }

  #giveBack(field: string): void {
    const wins = this.#wins.get(field);
    if (wins !== undefined && wins > 0) this.#wins.set(field, wins - 1);
  }
}

function isSameConfig(a: PacerConfig, b: PacerConfig): boolean {
  const text = (config: PacerConfig) => canonicalJson(config as unknown as JsonValue);
  return text(a) === text(b);
}

function isSamePlan(a: Plan, b: Plan): boolean {
  return Object.is(a.tf, b.tf) && sameBytes(packPlan(a), packPlan(b));
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
