import { useCallback, useEffect } from "react";
import type { GameView } from "#lib/plays/contract.ts";

const refreshMs = 15_000;
const timerMaxMs = 86_400_000;

interface RefreshOptions {
  readonly game: GameView;
  readonly read: () => Promise<GameView | undefined>;
  readonly onGame: (view: GameView) => void;
  /** The player came back to the page or the page to the network. */
  readonly onReturn: () => void;
  readonly onOffline: () => void;
}

/** Keeps the public figures fresh while the page is looked at, and opens the game when its time has come. */
export function useGameRefresh(options: RefreshOptions): void {
  const { read, onGame, onReturn, onOffline } = options;
  const refresh = useCallback(async () => {
    if (document.visibilityState !== "visible") return;
    const view = await read();
    if (view) onGame(view);
  }, [read, onGame]);

  useEffect(() => {
    const comeBack = () => {
      onReturn();
      void refresh();
    };
    void refresh();
    const timer = setInterval(refresh, refreshMs);
    document.addEventListener("visibilitychange", comeBack);
    addEventListener("online", comeBack);
    addEventListener("offline", onOffline);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", comeBack);
      removeEventListener("online", comeBack);
      removeEventListener("offline", onOffline);
    };
  }, [refresh, onReturn, onOffline]);

  const { state, startsAt, opensAt } = options.game;
  const next = state === "scheduled" ? startsAt : state === "not_open" ? opensAt : null;
  useEffect(() => {
    if (next === null) return;
    // Spread over a second, so that a waiting crowd does not ask in the same instant.
    const waitMs = Date.parse(next) - Date.now() + 200 + Math.random() * 1_000;
    const timer = setTimeout(refresh, Math.min(Math.max(waitMs, 500), timerMaxMs));
    return () => clearTimeout(timer);
  }, [next, refresh]);
}
