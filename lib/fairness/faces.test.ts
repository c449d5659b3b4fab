import { expect, test } from "vitest";
import { BRAND_FACE, FACE_COUNT, type Faces, facesOf, losingTriple } from "#lib/fairness/faces.ts";
import { sha256 } from "#lib/platform/node-digest.ts";

const PLAYS = 40_000;
const LOSING = FACE_COUNT ** 3 - FACE_COUNT;

/** The band a binomial count stays in 99 times of 100. */
function band(n: number, p: number): [number, number] {
  const wide = 2.576 * Math.sqrt(n * p * (1 - p));
  return [n * p - wide, n * p + wide];
}

const different = (faces: Faces) => new Set(faces).size;
const losses = Array.from({ length: PLAYS }, (_, i) => facesOf(sha256, `play-${i}`, false));

test("a win shows the brand's face three times", () => {
  expect(facesOf(sha256, "any", true)).toEqual([BRAND_FACE, BRAND_FACE, BRAND_FACE]);
});

test("the 990 losing pictures are each counted once, and none looks like a win", () => {
  const all = Array.from({ length: LOSING }, (_, i) => losingTriple(i));
  expect(new Set(all.map((faces) => faces.join())).size).toBe(LOSING);
  expect(all.every((faces) => different(faces) > 1)).toBe(true);
  expect(all.flat().every((face) => face >= 0 && face < FACE_COUNT)).toBe(true);
});

test("the same play shows the same picture every time", () => {
  expect(facesOf(sha256, "play-7", false)).toEqual(losses[7]);
});

test("near misses are as frequent as chance makes them", () => {
  const [low, high] = band(PLAYS, 270 / LOSING);
  const near = losses.filter((faces) => different(faces) === 2).length;
  expect(near).toBeGreaterThan(low);
  expect(near).toBeLessThan(high);
  const brand = (27 * 1) / LOSING;
  const [least, most] = band(PLAYS, brand);
  const nearBrand = losses.filter(
    (f) => f.filter((face) => face === BRAND_FACE).length === 2,
  ).length;
  expect(nearBrand).toBeGreaterThan(least);
  expect(nearBrand).toBeLessThan(most);
});

test("every face is as frequent on every reel", () => {
  for (const reel of [0, 1, 2] as const) {
    const counts = new Array<number>(FACE_COUNT).fill(0);
    for (const faces of losses) counts[faces[reel]] = (counts[faces[reel]] ?? 0) + 1;
    const even = PLAYS / FACE_COUNT;
    const chiSquare = counts.reduce((sum, count) => sum + (count - even) ** 2 / even, 0);
    expect(chiSquare).toBeLessThan(27.9);
  }
});
