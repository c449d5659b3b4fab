import { type RefObject, useCallback, useEffect, useReducer, useRef, useState } from "react";
import { type GameParts, openGame, takePartnerToken } from "#components/player/open-game.ts";
import { type FinalView, initialState, playerReducer } from "#components/player/player-state.ts";
import { useGameRefresh } from "#components/player/use-game-refresh.ts";
import type { GameView } from "#lib/plays/contract.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

/** Connects the page's state to the server, the reels, the browser's memory and the clock. */
export function usePlayerGame(
  page: PlayerPage,
  strips: RefObject<HTMLElement | null>,
  bar: RefObject<HTMLElement | null>,
) {
  const gated = page.minimumAge > 0 || page.consentText !== "";
  const gameId = page.game.id;
  const [state, dispatch] = useReducer(playerReducer, initialState(page.game.view, gated));
  const [result, setResult] = useState<FinalView | null>(null);
  const [used, setUsed] = useState(0);
  const parts = useRef<GameParts | null>(null);
  const partnerToken = useRef<string | null>(null);

  useEffect(() => {
    if (!strips.current) return;
    partnerToken.current ??= takePartnerToken();
    const elements = { machine: strips.current, bar: bar.current };
    const made = openGame(page, elements, partnerToken.current, {
      dispatch,
      onKnown: setResult,
      onUsed: setUsed,
    });
    parts.current = made;
    if (made.memory.hasPassedGate(page.campaignId)) dispatch({ type: "gate_passed" });
    setUsed(made.memory.read(gameId).used);
    void made.session.resume();
    return () => {
      made.session.close();
      parts.current = null;
    };
  }, [page, gameId, strips, bar]);

  useGameRefresh({
    game: state.game,
    read: useCallback(async () => {
      const answer = await parts.current?.api.game(gameId);
      return answer?.kind === "ok" ? answer.value : undefined;
    }, [gameId]),
    onGame: useCallback((view: GameView) => dispatch({ type: "game", view }), []),
    onReturn: useCallback(() => parts.current?.session.reread(), []),
    onOffline: useCallback(() => dispatch({ type: "connection", online: false }), []),
  });

  const retryAfterS = state.refusal?.retryable ? state.refusal.retryAfterS : 0;
  useEffect(() => {
    if (retryAfterS === 0) return;
    const timer = setTimeout(() => dispatch({ type: "retry_due" }), retryAfterS * 1000);
    return () => clearTimeout(timer);
  }, [retryAfterS]);

  return {
    state,
    result,
    used,
    pull: useCallback(() => parts.current?.pull(gated), [gated]),
    passGate: useCallback(() => {
      parts.current?.memory.passGate(page.campaignId);
      dispatch({ type: "gate_passed" });
    }, [page.campaignId]),
    hurry: useCallback(() => parts.current?.session.hurry(), []),
    again: useCallback(() => parts.current?.session.again(), []),
    reveal: useCallback(async (playId: string) => parts.current?.api.reveal(playId), []),
  };
}
