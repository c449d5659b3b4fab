// One strip, moved by the Web Animations API alone: a translation the compositor runs by itself. Everything
// is computed from the animation's own clock, so a busy main thread changes neither speed nor landing.

import {
  accelerateMs,
  acceleratePath,
  cruisePosition,
  faceCount,
  type Landing,
  landingPath,
  type PathPoint,
  planLanding,
  stripFrames,
  turnMs,
  wrapPosition,
} from "#components/reel/reel-plan.ts";

const translate = (position: number) => `translateY(calc(var(--face-height) * ${-position}))`;

function keyframes(path: readonly PathPoint[]): Keyframe[] {
  return stripFrames(path).map(({ offset, position }) => ({
    offset,
    transform: translate(position),
  }));
}

export class Reel {
  readonly #strip: HTMLElement;
  readonly #rate: number;
  #position: number;
  #running: Animation[] = [];

  /** `rate` speeds every animation up by the same factor; tests run at 20. */
  constructor(strip: HTMLElement, face: number, rate = 1) {
    this.#strip = strip;
    this.#rate = rate;
    this.#position = face;
    this.rest(face);
  }

  /** Stands still on a face, at once. */
  rest(face: number): void {
    this.#position = wrapPosition(face);
    this.#strip.style.transform = translate(this.#position);
    this.#cancel();
  }

  /** Speeds up and cruises until told to land. Does nothing when it is on the move already. */
  spin(): void {
    if (this.#running.length > 0) return;
    const cruiseFrom = cruisePosition(this.#position, accelerateMs);
    const speedUp = this.#strip.animate(keyframes(acceleratePath(this.#position)), {
      duration: accelerateMs,
      fill: "forwards",
    });
    const cruise = this.#strip.animate(
      [{ transform: translate(0) }, { transform: translate(faceCount) }],
      {
        delay: accelerateMs,
        duration: turnMs,
        iterations: Number.POSITIVE_INFINITY,
        iterationStart: cruiseFrom / faceCount,
      },
    );
    this.#running = [speedUp, cruise];
    for (const animation of this.#running) animation.playbackRate = this.#rate;
  }

  /** Stops on `face`; resolves when it stands. Rests on the face at once when it is not moving. */
  async land(face: number, brake: number): Promise<void> {
    const cruise = this.#running[1];
    if (!cruise) return this.rest(face);
    const elapsed = Number(cruise.currentTime ?? 0);
    const landing = planLanding(cruisePosition(this.#position, elapsed), face, brake);
    const stop = this.#strip.animate(keyframes(landingPath(landing)), {
      duration: landing.totalMs,
      fill: "forwards",
    });
    stop.playbackRate = this.#rate;
    // The position was read on this tick of the timeline: starting there, and not a frame later, is seamless.
    stop.startTime = document.timeline.currentTime;
    this.#cancel();
    this.#running = [stop];
    await this.#finish(stop, landing);
    if (this.#running[0] === stop) this.rest(face);
  }

  /** A hidden tab gets no frames and so no end of the animation: the timer ends the wait there. */
  async #finish(animation: Animation, landing: Landing): Promise<void> {
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, landing.totalMs / this.#rate + 250);
      const end = () => {
        clearTimeout(timeout);
        resolve();
      };
      animation.finished.then(end, end);
    });
  }

  #cancel(): void {
    const old = this.#running;
    this.#running = [];
    for (const animation of old) animation.cancel();
  }
}
