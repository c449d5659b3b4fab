import { expect, test } from "vitest";
import { binSizes } from "#components/admin/network/batch-histogram.tsx";

test("a size that nobody has is a gap of its own", () => {
  const bins = binSizes([
    { size: 0, servers: 2 },
    { size: 3, servers: 5 },
  ]);
  expect(bins.map(({ servers }) => servers)).toEqual([2, 0, 0, 5]);
});

test("many sizes share bars, and no promo server is lost", () => {
  const sizes = Array.from({ length: 100 }, (_, size) => ({ size, servers: 1 }));
  const bins = binSizes(sizes);
  expect(bins.length).toBeLessThanOrEqual(24);
  expect(bins.reduce((sum, { servers }) => sum + servers, 0)).toBe(100);
  expect(bins[0]).toMatchObject({ from: 0, to: 4, servers: 5 });
});

test("without promo servers there is one empty bar", () => {
  expect(binSizes([])).toEqual([{ from: 0, to: 0, servers: 0 }]);
});
