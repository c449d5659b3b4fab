// Where a strip stands at any moment, as pure functions of time: the animations are built from the same
// numbers, so where a reel will land is known before it starts to brake.

/** Faces on a strip; a position is a number of faces modulo this. */
export const faceCount = 10;
export const turnMs = 620;
export const accelerateMs = 360;
export const settleMs = 200;
/** Faces a millisecond while cruising. */
export const cruiseSpeed = faceCount / turnMs;
/** A reel that has just started is up to speed before it may brake. */
export const earliestBrakeMs = 420;

const accelerateFaces = (cruiseSpeed * accelerateMs) / 2;
const settleFaces = 0.07;
const brakeSamples = 24;

/** How long each reel takes from full speed to a stop. */
export const brakeMs = [1100, 1220, 1340] as const;

export type Triple = readonly [number, number, number];

export function wrapPosition(position: number): number {
  return ((position % faceCount) + faceCount) % faceCount;
}

/** Position `elapsedMs` after a start from `from`: squared while speeding up, then linear. */
export function cruisePosition(from: number, elapsedMs: number): number {
  const ms = Math.max(0, elapsedMs);
  if (ms < accelerateMs) return wrapPosition(from + accelerateFaces * (ms / accelerateMs) ** 2);
  return wrapPosition(from + accelerateFaces + cruiseSpeed * (ms - accelerateMs));
}

/**
 * Earliest moments, from the pull, at which the reels may begin to stop so that the last one stands near
 * `landMs`: 5.3, 6.7 and 8.1 s for the usual ten seconds.
 */
export function brakeFloors(landMs: number): Triple {
  const last = Math.max(earliestBrakeMs, landMs - 1900);
  const gap = Math.min(1400, last * 0.175);
  const floor = (index: number) => Math.max(earliestBrakeMs, last - gap * (2 - index));
  return [floor(0), floor(1), floor(2)];
}

/** A way to stop: coast at cruising speed until the phase is right, brake without a jolt, settle. */
export interface Landing {
  readonly from: number;
  readonly face: number;
  readonly coastMs: number;
  readonly brakeMs: number;
  readonly totalMs: number;
}

/**
 * Braking follows 1 − (1 − t)³, whose slope at the start is 3: covering speed × time / 3 keeps the speed
 * continuous. Coasting takes less than one turn.
 */
export function planLanding(from: number, face: number, brake: number): Landing {
  const coastFaces = wrapPosition(face - from - brakeDistance(brake));
  const coastMs = coastFaces / cruiseSpeed;
  return { from, face, coastMs, brakeMs: brake, totalMs: coastMs + brake + settleMs };
}

function brakeDistance(brake: number): number {
  return (cruiseSpeed * brake) / 3;
}

/** A moment and the unwrapped position then; positions between two of them are on a straight line. */
export interface PathPoint {
  readonly ms: number;
  readonly at: number;
}

export function acceleratePath(from: number): PathPoint[] {
  return Array.from({ length: 13 }, (_, i) => ({
    ms: (accelerateMs * i) / 12,
    at: from + accelerateFaces * (i / 12) ** 2,
  }));
}

export function landingPath(landing: Landing): PathPoint[] {
  const brakeFrom = landing.from + landing.coastMs * cruiseSpeed;
  const distance = brakeDistance(landing.brakeMs);
  const path: PathPoint[] = landing.coastMs > 0 ? [{ ms: 0, at: landing.from }] : [];
  for (let i = 0; i <= brakeSamples; i++) {
    const t = i / brakeSamples;
    path.push({
      ms: landing.coastMs + landing.brakeMs * t,
      at: brakeFrom + distance * (1 - (1 - t) ** 3),
    });
  }
  const end = brakeFrom + distance;
  path.push({ ms: landing.totalMs - settleMs * 0.6, at: end + settleFaces });
  path.push({ ms: landing.totalMs, at: end });
  return path;
}

export interface StripFrame {
  readonly offset: number;
  /** In [0, faceCount]: the strip repeats its first faces after the last. */
  readonly position: number;
}

/**
 * The path as frames of one animation. Where it passes the end of the strip two frames share an offset, the
 * end and the start, which show the same picture; so the jump is never seen.
 */
export function stripFrames(path: readonly PathPoint[]): StripFrame[] {
  const total = path.at(-1)?.ms ?? 0;
  const frames: StripFrame[] = [];
  let turn = Math.floor((path[0]?.at ?? 0) / faceCount);
  let previous: PathPoint | undefined;
  for (const point of path) {
    const offsetOf = (ms: number) => (total > 0 ? Math.min(1, ms / total) : 0);
    const edge = (turn + 1) * faceCount;
    if (previous && point.at > edge) {
      const share = (edge - previous.at) / (point.at - previous.at);
      const offset = offsetOf(previous.ms + share * (point.ms - previous.ms));
      frames.push({ offset, position: faceCount }, { offset, position: 0 });
      turn += 1;
    }
    frames.push({ offset: offsetOf(point.ms), position: point.at - turn * faceCount });
    previous = point;
  }
  return frames;
}
