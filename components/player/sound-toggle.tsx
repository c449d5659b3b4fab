"use client";

import { useEffect, useState } from "react";
import { isSoundOn, setSound, soundLabel } from "#components/player/effects.ts";
import { browserStore } from "#components/player/play-memory.ts";

/** Off until asked for, and remembered. */
export function SoundToggle() {
  const [on, setOn] = useState(false);
  useEffect(() => setOn(isSoundOn(browserStore())), []);
  const toggle = () => {
    setSound(browserStore(), !on);
    setOn(!on);
  };
  return (
    <button type="button" aria-pressed={on} onClick={toggle}>
      {soundLabel(on)}
    </button>
  );
}
