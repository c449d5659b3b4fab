// The spectacle around a result: loaded when it is first needed, silent unless asked for, still where motion
// is not welcome.

import { texts } from "#components/player/texts.ts";

const soundKey = "frolic:sound";

export type SoundStore = Pick<Storage, "getItem" | "setItem">;

export function isSoundOn(store: SoundStore): boolean {
  return store.getItem(soundKey) === "on";
}

export function setSound(store: SoundStore, on: boolean): void {
  store.setItem(soundKey, on ? "on" : "off");
}

export const soundLabel = (on: boolean) => (on ? texts.soundOn : texts.soundOff);

type Cue = "pull" | "stop" | "win";

// Parameters of zzfx: volume, randomness, frequency, attack, sustain, release, shape, curve, slide.
const cues: Readonly<Record<Cue, readonly number[]>> = {
  pull: [0.5, 0, 110, 0.01, 0.04, 0.12, 2, 1.2, -2],
  stop: [0.6, 0, 190, 0, 0.01, 0.07, 3, 0.8, -6],
  win: [0.7, 0, 523, 0.02, 0.2, 0.4, 1, 1.5, 0, 0, 262, 0.08],
};

export async function playCue(cue: Cue): Promise<void> {
  const { zzfx } = await import("zzfx");
  zzfx(...cues[cue]);
}

export async function celebrate(colors: readonly string[]): Promise<void> {
  navigator.vibrate?.([40, 60, 40]);
  const { default: confetti } = await import("canvas-confetti");
  // On the page's own thread: its worker would come from a blob, which the content policy forbids.
  const shower = confetti.create(undefined, { resize: true, useWorker: false });
  await shower({
    particleCount: 90,
    spread: 75,
    startVelocity: 38,
    ticks: 72,
    origin: { y: 0.55 },
    colors: [...colors],
    disableForReducedMotion: true,
  });
}
