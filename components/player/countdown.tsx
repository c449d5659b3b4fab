"use client";

import { useEffect, useState } from "react";
import { texts } from "#components/player/texts.ts";
import { countdown } from "#components/player/when.ts";

/** Time until the opening; a timer is not announced as it ticks. Empty until the page runs. */
export function Countdown({ until }: Readonly<{ until: string }>) {
  const [leftMs, setLeftMs] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setLeftMs(Date.parse(until) - Date.now());
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  const text =
    leftMs === null ? "" : leftMs > 0 ? texts.startsIn(countdown(leftMs)) : texts.starting;
  return (
    <p className="countdown" role="timer">
      {text}
    </p>
  );
}
