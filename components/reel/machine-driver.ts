// Moves the strips of one machine on the page: spinning when motion is welcome, a cross-fade when it is not.

import { Reel } from "#components/reel/reel.ts";
import type { Triple } from "#components/reel/reel-plan.ts";
import { type Spin, type SpinOptions, startSpin } from "#components/reel/spin.ts";

const fadeMs = 120;

export interface MachineDriver {
  start(options: SpinOptions): void;
  /** Resolves when the faces can be seen. Lands on them without a wait for floors when nothing spins. */
  land(faces: Triple): Promise<void>;
  /** Ends the wait for the floors of a landing. */
  hurry(): void;
  /** Stops on faces that mean nothing, while the result is still unknown. */
  rest(faces: Triple): void;
  /** Stands on the faces at once. */
  show(faces: Triple): void;
}

export interface MachineElements {
  /** Holds the three strips. */
  readonly machine: HTMLElement;
  /** Fills up while the reels turn. */
  readonly bar?: HTMLElement | null;
}

export function driveMachine({ machine, bar }: MachineElements, rate = 1): MachineDriver {
  const strips = [...machine.querySelectorAll<HTMLElement>(".strip")];
  const reels = strips.map((strip) => new Reel(strip, Number(strip.dataset.start ?? 0), rate));
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  let spin: Spin | undefined;
  let current: Spin | undefined;
  let progress: Animation | undefined;

  const show = (faces: Triple) => {
    spin = undefined;
    for (const [index, reel] of reels.entries()) reel.rest(faces[index] ?? 0);
  };

  const crossFade = async (faces: Triple) => {
    const fade = (from: number, to: number) =>
      machine.animate([{ opacity: from }, { opacity: to }], { duration: fadeMs }).finished;
    await fade(1, 0.15).catch(() => undefined);
    show(faces);
    await fade(0.15, 1).catch(() => undefined);
  };

  const land = async (faces: Triple) => {
    if (still()) return crossFade(faces);
    const landing = spin ?? startSpin(reels, { landMs: 0, rate });
    spin = undefined;
    current = landing;
    await landing.land(faces);
    progress?.finish();
  };

  const fillBar = (options: SpinOptions) => {
    const frames = [{ transform: "scaleX(0)" }, { transform: "scaleX(1)" }];
    progress = bar?.animate(frames, { duration: options.landMs / rate, fill: "forwards" });
    if (progress) progress.currentTime = (options.elapsedMs ?? 0) / rate;
  };

  return {
    start: (options) => {
      if (still()) return;
      fillBar(options);
      spin = startSpin(reels, { ...options, rate });
      current = spin;
    },
    land,
    hurry: () => current?.hurry(),
    rest: (faces) => {
      const resting = spin;
      spin = undefined;
      if (!resting) return;
      resting.hurry();
      void resting.land(faces);
    },
    show,
  };
}
