// The life of a play as the page knows it, as a pure reducer. Two rules carry everything: a result only ever
// comes from the server, and the first final one stands for good.

import type { GameView, PlayView } from "#lib/plays/contract.ts";

export type FinalView = Exclude<PlayView, { state: "PENDING" }>;

export interface Refusal {
  readonly code: string;
  readonly sentence: string;
  /** The play was not taken, but may be when tried again. */
  readonly retryable: boolean;
  readonly retryAfterS: number;
}

export interface PlayInProgress {
  readonly playId: string;
  /** The server has said that it holds the play. */
  readonly accepted: boolean;
  readonly wait: "usual" | "late" | "resting";
  readonly result: FinalView | null;
  /** The reels show the result. */
  readonly landed: boolean;
}

export interface PlayerState {
  readonly game: GameView;
  /** Age or consent is still to be confirmed. */
  readonly gated: boolean;
  readonly play: PlayInProgress | null;
  readonly refusal: Refusal | null;
  readonly online: boolean;
}

export type PlayerEvent =
  | { readonly type: "game"; readonly view: Omit<Partial<GameView>, "gameId"> }
  | { readonly type: "gate_passed" }
  | { readonly type: "pull"; readonly playId: string }
  | { readonly type: "resume"; readonly playId: string; readonly accepted: boolean }
  | { readonly type: "accepted"; readonly playId: string }
  | { readonly type: "refused"; readonly playId: string; readonly refusal: Refusal }
  | { readonly type: "result"; readonly view: PlayView; readonly landed?: boolean }
  | { readonly type: "late"; readonly playId: string }
  | { readonly type: "rest"; readonly playId: string }
  | { readonly type: "landed"; readonly playId: string }
  | { readonly type: "forgotten"; readonly playId: string }
  | { readonly type: "again" }
  | { readonly type: "retry_due" }
  | { readonly type: "connection"; readonly online: boolean };

export type Phase =
  | Exclude<GameView["state"], "live">
  | "gate"
  | "ready"
  | "pulled"
  | "accepted"
  | "known"
  | "late"
  | "resting"
  | "won"
  | "lost"
  | "void"
  | "refused";

export function initialState(game: GameView, gated: boolean): PlayerState {
  return { game, gated, play: null, refusal: null, online: true };
}

/** A play in progress outranks what the game does meanwhile: paused or over, its result still comes. */
export function phaseOf(state: PlayerState): Phase {
  if (state.play) return phaseOfPlay(state.play);
  if (state.refusal) return "refused";
  if (state.game.state !== "live") return state.game.state;
  return state.gated ? "gate" : "ready";
}

function phaseOfPlay(play: PlayInProgress): Phase {
  if (play.result && play.landed) return landedPhases[play.result.state];
  if (play.result) return "known";
  if (play.wait !== "usual") return play.wait;
  return play.accepted ? "accepted" : "pulled";
}

const landedPhases = { WIN: "won", LOSE: "lost", VOID: "void" } as const;

const freshPlay = { wait: "usual", result: null, landed: false } as const;

export function playerReducer(state: PlayerState, event: PlayerEvent): PlayerState {
  switch (event.type) {
    case "game":
      return { ...state, game: withFigures(state, event.view) };
    case "gate_passed":
      return { ...state, gated: false };
    case "pull":
      // A second click finds the phase changed: one pull, one play.
      if (phaseOf(state) !== "ready") return state;
      return { ...state, play: { ...freshPlay, playId: event.playId, accepted: false } };
    case "resume":
      if (state.play) return state;
      return {
        ...state,
        play: { ...freshPlay, playId: event.playId, accepted: event.accepted },
        refusal: null,
      };
    case "again":
      return state.play?.landed ? { ...state, play: null, refusal: null } : state;
    case "retry_due":
      return state.refusal?.retryable ? { ...state, refusal: null } : state;
    case "connection":
      return { ...state, online: event.online };
    case "result":
      return withResult(state, event.view, event.landed ?? false);
    default:
      return state.play?.playId === event.playId ? withProgress(state, state.play, event) : state;
  }
}

/** A coupon less while the reels turn would tell the result before they do: the count waits for the landing. */
function withFigures(state: PlayerState, view: Partial<GameView>): GameView {
  const isTurning = state.play !== null && !state.play.landed;
  return { ...state.game, ...view, ...(isTurning ? { left: state.game.left } : {}) };
}

function withResult(state: PlayerState, view: PlayView, landed: boolean): PlayerState {
  const play = state.play;
  if (!play || play.playId !== view.playId || view.state === "PENDING" || play.result) return state;
  return { ...state, play: { ...play, accepted: true, result: view, landed } };
}

type ProgressEvent = Extract<
  PlayerEvent,
  { type: "accepted" | "refused" | "late" | "rest" | "landed" | "forgotten" }
>;

function withProgress(state: PlayerState, play: PlayInProgress, event: ProgressEvent): PlayerState {
  switch (event.type) {
    case "accepted":
      return { ...state, online: true, play: { ...play, accepted: true } };
    case "refused":
      // What was accepted once cannot be refused any more: a late answer to a repeat is of no interest.
      if (play.accepted) return state;
      // Its hours ended meanwhile: said by the game's own state, which the next opening changes.
      if (event.refusal.code === "not_open") {
        return { ...state, play: null, game: { ...state.game, state: "not_open" } };
      }
      return { ...state, play: null, refusal: event.refusal };
    case "forgotten":
      // The server knows no such play of this player: the token was cleared, say. A shown result stays.
      return play.result ? state : { ...state, play: null };
    case "late":
      return play.result ? state : { ...state, play: { ...play, wait: "late" } };
    case "rest":
      return play.result ? state : { ...state, play: { ...play, wait: "resting" } };
    case "landed":
      return play.result ? { ...state, play: { ...play, landed: true } } : state;
    default:
      return event satisfies never;
  }
}
