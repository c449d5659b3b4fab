// The open line of a page with a play under way. Results pushed here are the same bodies the API answers;
// nothing relies on a push arriving, because every connect asks for the stored result again.

import type { Socket } from "socket.io-client";
import type { GameView, PlayView } from "#lib/plays/contract.ts";

type Figures = Pick<GameView, "left" | "state" | "opensAt">;

export interface PlaySocketHandlers {
  readonly onResult: (view: PlayView) => void;
  readonly onGame: (figures: Figures) => void;
  /** Also on every reconnect. */
  readonly onConnect: () => void;
}

export interface PlaySocket {
  isConnected(): boolean;
  watch(playId: string): void;
  close(): void;
}

/** Loads the client and opens the line; the page has painted and the player has pulled by then. */
export async function openPlaySocket(
  gameId: string,
  partnerToken: string | null,
  handlers: PlaySocketHandlers,
): Promise<PlaySocket> {
  const { io } = await import("socket.io-client");
  const socket: Socket = io("/play", {
    transports: ["websocket"],
    withCredentials: true,
    auth: { gameId, ...(partnerToken ? { token: partnerToken } : {}) },
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  let watched: string | undefined;
  const watch = () => {
    if (watched && socket.connected) socket.emit("watch", { playIds: [watched] });
  };
  socket.on("connect", () => {
    watch();
    handlers.onConnect();
  });
  socket.on("result", handlers.onResult);
  socket.on("game:update", (figures: Figures) => {
    const { left, state, opensAt } = figures;
    handlers.onGame({ left, state, opensAt });
  });
  return {
    isConnected: () => socket.connected,
    watch: (playId) => {
      watched = playId;
      watch();
    },
    close: () => {
      socket.disconnect();
    },
  };
}
