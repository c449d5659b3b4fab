// The three reels as one machine: it spins at once, lands when it knows the faces and the floors are past,
// and can be hurried or brought to rest. It never decides anything about a result.

import type { Reel } from "#components/reel/reel.ts";
import { brakeFloors, brakeMs, earliestBrakeMs, type Triple } from "#components/reel/reel-plan.ts";

export interface SpinOptions {
  /** When the last reel shall stand, from the pull. */
  readonly landMs: number;
  /** How much of that has passed, after a reload. */
  readonly elapsedMs?: number;
  readonly rate?: number;
  readonly onStop?: (reel: number) => void;
}

export interface Spin {
  /** Tells the faces; resolves when all three stand on them. Only the first call counts. */
  land(faces: Triple): Promise<void>;
  /** Ends the wait for the floors: the reels begin to stop at once. */
  hurry(): void;
}

export function startSpin(reels: readonly Reel[], options: SpinOptions): Spin {
  const rate = options.rate ?? 1;
  const startedAt = performance.now();
  const floors = brakeFloors(options.landMs);
  let hurry: () => void = () => undefined;
  const hurried = new Promise<void>((resolve) => {
    hurry = resolve;
  });
  let landing: Promise<void> | undefined;
  for (const reel of reels) reel.spin();

  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / rate));
  const spunMs = () => (performance.now() - startedAt) * rate;

  const landOne = async (reel: Reel, index: number, face: number): Promise<void> => {
    const spun = spunMs();
    const floor = (floors[index] ?? 0) - spun - (options.elapsedMs ?? 0);
    await Promise.race([sleep(floor), hurried]);
    await sleep(earliestBrakeMs - spunMs());
    await reel.land(face, brakeMs[index] ?? brakeMs[2]);
    options.onStop?.(index);
  };

  return {
    land: (faces) => {
      landing ??= Promise.all(
        reels.map((reel, index) => landOne(reel, index, faces[index] ?? 0)),
      ).then(() => undefined);
      return landing;
    },
    hurry: () => hurry(),
  };
}
