import { useCallback, useEffect, useState } from "react";
import type { Answer } from "#components/player/play-api.ts";

export interface TicketCode {
  /** Undefined while it is fetched, null when that failed. */
  readonly code: string | null | undefined;
  readonly retry: () => void;
}

/** The code of a win, asked for when its ticket shows: each asking is on record. */
export function useTicketCode(
  playId: string | null,
  reveal: (playId: string) => Promise<Answer<{ readonly code: string }> | undefined>,
): TicketCode {
  const [code, setCode] = useState<string | null | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!playId || attempt < 0) return;
    let stale = false;
    setCode(undefined);
    void reveal(playId).then((answer) => {
      if (!stale) setCode(answer?.kind === "ok" ? answer.value.code : null);
    });
    return () => {
      stale = true;
    };
  }, [playId, attempt, reveal]);
  return { code, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}
