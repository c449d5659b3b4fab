import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accelerateMs,
  acceleratePath,
  brakeFloors,
  brakeMs,
  cruisePosition,
  cruiseSpeed,
  faceCount,
  landingPath,
  planLanding,
  settleMs,
  stripFrames,
  turnMs,
  wrapPosition,
} from "#components/reel/reel-plan.ts";

const positions = fc.double({ min: 0, max: 9.999, noNaN: true });
const faces = fc.integer({ min: 0, max: 9 });
const brakes = fc.constantFrom(...brakeMs);

describe("a reel's plan", () => {
  it("keeps position and speed continuous from speeding up to cruising", () => {
    const before = cruisePosition(0, accelerateMs - 1);
    const at = cruisePosition(0, accelerateMs);
    const after = cruisePosition(0, accelerateMs + 1);
    expect(after - at).toBeCloseTo(cruiseSpeed, 10);
    expect(at - before).toBeCloseTo(cruiseSpeed, 3);
  });

  it("makes one turn in 620 ms once it cruises", () => {
    expect(cruisePosition(3, 1000 + turnMs)).toBeCloseTo(cruisePosition(3, 1000), 9);
  });

  it("stops the usual ten-second reel from 5.3, 6.7 and 8.1 s", () => {
    expect(brakeFloors(10_000)).toEqual([5300, 6700, 8100]);
  });

  it("lets a short reel stop as soon as it is up to speed, left before right", () => {
    expect(brakeFloors(1000)).toEqual([420, 420, 420]);
    const [a, b, c] = brakeFloors(4000);
    expect(a).toBeLessThan(b);
    expect(b).toBeLessThan(c);
  });

  it("lands on the face asked for, from anywhere, after less than a turn of coasting", () => {
    fc.assert(
      fc.property(positions, faces, brakes, (from, face, brake) => {
        const landing = planLanding(from, face, brake);
        const end = landingPath(landing).at(-1);
        expect(landing.coastMs).toBeLessThanOrEqual(turnMs);
        expect(landing.totalMs).toBeCloseTo(landing.coastMs + brake + settleMs, 6);
        const off = wrapPosition((end?.at ?? Number.NaN) - face);
        expect(Math.min(off, faceCount - off)).toBeLessThan(1e-6);
      }),
    );
  });

  it("begins to brake at cruising speed", () => {
    const path = landingPath(planLanding(2, 7, 1220));
    const [first, second] = path.slice(1);
    const speed = ((second?.at ?? 0) - (first?.at ?? 0)) / ((second?.ms ?? 0) - (first?.ms ?? 0));
    // The mean over the first of 24 pieces is a little below the speed at its start.
    expect(speed / cruiseSpeed).toBeGreaterThan(0.94);
    expect(speed / cruiseSpeed).toBeLessThanOrEqual(1);
  });

  it("never leaves the strip, and jumps only where the picture repeats", () => {
    fc.assert(
      fc.property(positions, faces, brakes, (from, face, brake) => {
        const frames = stripFrames(landingPath(planLanding(from, face, brake)));
        for (const [index, frame] of frames.entries()) {
          expect(frame.position).toBeGreaterThanOrEqual(-0.1);
          expect(frame.position).toBeLessThanOrEqual(faceCount + 0.1);
          const next = frames[index + 1];
          if (!next) continue;
          expect(next.offset).toBeGreaterThanOrEqual(frame.offset);
          if (next.offset === frame.offset && next.position < frame.position)
            expect([frame.position, next.position]).toEqual([faceCount, 0]);
        }
      }),
    );
  });

  it("starts and ends the acceleration where cruising takes over", () => {
    const end = acceleratePath(4).at(-1);
    expect(wrapPosition(end?.at ?? 0)).toBeCloseTo(cruisePosition(4, accelerateMs), 9);
  });
});
