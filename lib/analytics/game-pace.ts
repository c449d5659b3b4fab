import { dueShare, type GameSpan, type Pace, paceRatio } from "#lib/analytics/burn-down.ts";
import {
  countBySteps,
  type GameFacts,
  listPrizeFacts,
  type PrizeFacts,
  type StepWins,
} from "#lib/analytics/store.ts";
import { buildPlan, unpackPlan } from "#lib/pacing/plan.ts";
import type { Executor } from "#lib/platform/database.ts";
import { listPauses, type Pause } from "#lib/plays/store-pause.ts";

/** Steps of a chart: two to three pixels each. */
export const chartSteps = 160;

export interface LinePace {
  readonly prize: PrizeFacts;
  readonly won: number;
  readonly winsAt: (atMs: number) => number;
  readonly pace: Pace;
}

export interface GamePace {
  readonly game: GameFacts;
  readonly span: GameSpan;
  readonly budget: number;
  readonly won: number;
  readonly winsAt: (atMs: number) => number;
  readonly pace: Pace;
  readonly lines: readonly LinePace[];
}

/** Reads the wins of games once and answers from memory: totals, wins up to a moment, pace against the plan. */
export async function readGamePaces(
  executor: Executor,
  games: readonly GameFacts[],
  nowMs: number,
): Promise<GamePace[]> {
  if (games.length === 0) return [];
  const gameIds = games.map((game) => game.gameId);
  const fromMs = Math.min(...games.map((game) => game.startsMs));
  const toMs = Math.max(...games.map((game) => game.endsMs));
  const stepMs = Math.max(60_000, (toMs - fromMs) / chartSteps);
  const [prizes, steps, pauses] = await Promise.all([
    listPrizeFacts(executor, gameIds),
    countBySteps(executor, gameIds, fromMs, stepMs),
    listPauses(executor, gameIds),
  ]);
  return games.map((game) => {
    const span = spanOf(
      game,
      pauses.filter((pause) => pause.gameId === game.gameId),
    );
    const own = steps.filter((row) => row.gameId === game.gameId && row.brand >= 0);
    const lines = prizes
      .filter((prize) => prize.gameId === game.gameId)
      .map((prize) => {
        const rows = own.filter((row) => row.brand === prize.position);
        return { prize, ...paceOf(span, rows, prize.budget, { fromMs, stepMs, nowMs }) };
      });
    const budget = lines.reduce((sum, line) => sum + line.prize.budget, 0);
    return { game, span, budget, lines, ...paceOf(span, own, budget, { fromMs, stepMs, nowMs }) };
  });
}

function spanOf(game: GameFacts, pauses: readonly Pause[]): GameSpan {
  const plan =
    game.plan && game.finishShare !== null ? unpackPlan(game.plan, game.finishShare) : buildPlan();
  const { startsMs, endsMs } = game;
  return { startsMs, endsMs, pauses, plan, open: game.open ?? [] };
}

interface Axis {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly nowMs: number;
}

function paceOf(span: GameSpan, rows: readonly StepWins[], budget: number, axis: Axis) {
  const won = rows.reduce((sum, row) => sum + row.count, 0);
  // Wins of a step lie evenly in it: the sum up to a moment takes the open step in part.
  const winsAt = (atMs: number) => {
    if (atMs >= axis.nowMs) return won;
    const y = (atMs - axis.fromMs) / axis.stepMs;
    return rows.reduce((sum, row) => sum + row.count * Math.min(1, Math.max(0, y - row.step)), 0);
  };
  // The latest tenth of what has passed, at least a quarter of an hour: long enough to be steady, short enough to be now.
  const recentMs = Math.max(900_000, (axis.nowMs - span.startsMs) / 10);
  const since = Math.max(span.startsMs, axis.nowMs - recentMs);
  const until = Math.min(axis.nowMs, span.endsMs);
  const due = dueShare(span, until, axis.nowMs) - dueShare(span, since, axis.nowMs);
  const ratio = paceRatio(won - winsAt(since), budget * Math.max(0, due));
  return { won, winsAt, pace: { left: Math.max(0, budget - won), ratio } };
}
