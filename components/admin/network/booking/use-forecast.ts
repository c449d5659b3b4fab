"use client";

import { useEffect, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import type { Forecast, Quote } from "#lib/promotions/booking-contract.ts";

export type AskForecast = Action<Quote, Forecast>;

interface Answer {
  readonly forecast: Forecast | null;
  readonly problem: string | null;
}

const pauseMs = 300;

/** Asks the network again whenever what it depends on was changed and a moment has passed. */
export function useForecast(ask: AskForecast, quote: Quote): Answer & { isPending: boolean } {
  const [answer, setAnswer] = useState<Answer>({ forecast: null, problem: null });
  const [answered, setAnswered] = useState("");
  const asked = JSON.stringify(quote);
  useEffect(() => {
    // An answer that something newer overtook says nothing any more.
    let isStale = false;
    const timer = setTimeout(async () => {
      const result = await callAction(ask(JSON.parse(asked) as Quote));
      if (isStale) return;
      setAnswered(asked);
      setAnswer(
        result.ok
          ? { forecast: result.value, problem: null }
          : {
              forecast: null,
              problem: result.fields.map(({ message }) => message).join(" ") || result.message,
            },
      );
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [ask, asked]);
  return { ...answer, isPending: answered !== asked };
}
