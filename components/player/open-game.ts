// Wires one game of the page: server, reels, memory and spectacle. Runs in the browser only.

import { celebrate, isSoundOn, playCue } from "#components/player/effects.ts";
import { neutralFaces } from "#components/player/neutral-faces.ts";
import { painted } from "#components/player/painted.ts";
import { createPlayApi, type PlayApi } from "#components/player/play-api.ts";
import { browserStore, createPlayMemory, type PlayMemory } from "#components/player/play-memory.ts";
import { PlaySession } from "#components/player/play-session.ts";
import { openPlaySocket } from "#components/player/play-socket.ts";
import type { FinalView, PlayerEvent } from "#components/player/player-state.ts";
import { dayIn } from "#components/player/when.ts";
import { driveMachine, type MachineElements } from "#components/reel/machine-driver.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

export interface GameParts {
  readonly api: PlayApi;
  readonly memory: PlayMemory;
  readonly session: PlaySession;
  pull(gated: boolean): void;
}

export interface GameListeners {
  readonly dispatch: (event: PlayerEvent) => void;
  readonly onKnown: (result: FinalView) => void;
  readonly onUsed: (used: number) => void;
}

/** A partner's page passes its player's token in the fragment, which never reaches a server's log. */
export function takePartnerToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("player");
  if (token) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}

function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work);
  else setTimeout(work, 1_000);
}

export function openGame(
  page: PlayerPage,
  elements: MachineElements,
  partnerToken: string | null,
  listeners: GameListeners,
): GameParts {
  const { id: gameId, playsPerDay, revealSeconds } = page.game;
  const store = browserStore();
  const today = () => dayIn(new Date(), page.timeZone);
  const memory = createPlayMemory(store, () => (playsPerDay ? today() : "all"));
  // The first answer is slow: had when nobody waits for it. Most games ask only for the ticket's date.
  if (playsPerDay) whenIdle(today);
  const tokenKey = `frolic:token:${page.campaignId}`;
  const api = createPlayApi({
    campaignId: page.campaignId,
    partnerToken,
    hasToken: () => store.getItem(tokenKey) === "1",
    gotToken: () => store.setItem(tokenKey, "1"),
  });
  const sound = (cue: "pull" | "stop" | "win") => {
    // A sound that cannot be loaded or played is no reason to disturb a play.
    if (isSoundOn(store)) playCue(cue).catch(() => undefined);
  };
  const session = new PlaySession({
    gameId,
    landMs: revealSeconds * 1000,
    neutralFaces,
    api: { ...api, submit: (body) => painted().then(() => api.submit(body)) },
    memory,
    driver: driveMachine(elements),
    openSocket: (handlers) => openPlaySocket(gameId, partnerToken, handlers),
    dispatch: (event) => {
      listeners.dispatch(event);
      listeners.onUsed(memory.read(gameId).used);
    },
    onStop: () => sound("stop"),
    onKnown: listeners.onKnown,
    onLanded: (result) => {
      if (result.state !== "WIN") return;
      sound("win");
      celebrate([page.bulb, page.enamel, "#FFF6E0"]).catch(() => undefined);
    },
  });
  const pull = (gated: boolean) => {
    session.pull(gated ? { gatePassed: true } : undefined);
    void painted().then(() => {
      sound("pull");
      whenIdle(today);
    });
  };
  return { api, memory, session, pull };
}
