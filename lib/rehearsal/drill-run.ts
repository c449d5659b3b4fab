// What a worker asks about the drill it runs: whose turn it is, which game, and what the ledger says at the end.

import { setTimeout as delay } from "node:timers/promises";
import type { Database, Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { DrillProgress, DrillReport } from "#lib/rehearsal/contract.ts";
import {
  beatDrill,
  claimDrill,
  type DrillLedger,
  failSilentDrills,
  findDrill,
  findStagedGame,
  finishDrill,
  readDrillLedger,
  type StagedGame,
} from "#lib/rehearsal/store-drill.ts";

export type { StagedGame };

const settleMs = 60_000;

export interface DrillEnd {
  /** Undefined when the rehearsal ended first: its plays were wiped with it, so nothing can be said of them. */
  readonly report: DrillReport | undefined;
  readonly wasCancelled: boolean;
}

export const wipedSentence =
  "The rehearsal was ended before the drill was, and its plays were wiped with it.";

/** The next drill in turn, now this caller's to run; drills whose runner fell silent are ended first. */
export async function takeNextDrill(db: Executor): Promise<string | undefined> {
  await failSilentDrills(db);
  return await claimDrill(db);
}

/** What was ordered; undefined when it is not to be run, or not any more. */
export function findOrder(
  db: Executor,
  drillId: string,
): Promise<{ readonly gameId: string; readonly players: number } | undefined> {
  return findDrill(db, drillId);
}

/** A game that may be stormed: of a rehearsal, and open. */
export async function requireStagedGame(db: Executor, gameId: string): Promise<StagedGame> {
  const game = await findStagedGame(db, gameId);
  if (!game) throw new AppError("rehearsal_none");
  if (!game.isOpen) throw new AppError("rehearsal_over");
  return game;
}

/** Whether the game is still there. */
export async function isStaged(db: Executor, gameId: string): Promise<boolean> {
  return (await findStagedGame(db, gameId)) !== undefined;
}

/** Tells those who watch; true when somebody wants the drill to end. */
export function noteProgress(
  db: Executor,
  drillId: string,
  progress: DrillProgress,
): Promise<boolean> {
  return beatDrill(db, drillId, progress);
}

/** Nothing happens when the drill has its end already. */
export async function noteEnd(
  db: Executor,
  drillId: string,
  end: DrillEnd | { readonly error: string },
): Promise<void> {
  if ("error" in end) return await finishDrill(db, drillId, { state: "failed", error: end.error });
  const { report, wasCancelled } = end;
  if (!report) return await finishDrill(db, drillId, { state: "cancelled", error: wipedSentence });
  await finishDrill(db, drillId, { state: wasCancelled ? "cancelled" : "done", report });
}

/**
 * What became of the accepted plays. A play without a result is lost only when none comes any more. Undefined when the
 * rehearsal is gone; it goes at once with everything, so what was read while it is still there was all there.
 */
export async function settledLedger(
  database: Database,
  gameId: string,
  playIds: readonly string[],
): Promise<DrillLedger | undefined> {
  for (const untilMs = performance.now() + settleMs; ; await delay(500)) {
    const ledger = await readDrillLedger(database.sql, gameId, playIds);
    if (!(await isStaged(database.sql, gameId))) return undefined;
    if (ledger.lost === 0 || performance.now() > untilMs) return ledger;
  }
}
