import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PlanChange } from "#lib/pacing/replan.ts";
import type { Executor } from "#lib/platform/database.ts";

/** A game whose rows stand: what the play pipeline needs to start its pacer and its chain. */
export interface OpenedGame {
  readonly gameId: string;
  readonly config: PacerConfig;
  readonly planRevision: number;
  readonly commitment: Uint8Array;
}

/**
 * What a campaign asks of the plays of its games. Plays know campaigns and not the other way round, so the
 * host hands these in; every call joins the transaction of the change.
 */
export interface PlayPort {
  openGame(tx: Executor, game: OpenedGame): Promise<void>;
  pauseGame(tx: Executor, gameId: string): Promise<unknown>;
  resumeGame(tx: Executor, gameId: string): Promise<unknown>;
  /** Lays the rest of the plan anew and notes it in the chain; nothing happens when nothing differs. */
  revisePlan(
    tx: Executor,
    edit: { readonly gameId: string; readonly change: PlanChange },
  ): Promise<unknown>;
}
