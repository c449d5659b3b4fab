import fc from "fast-check";
import { expect, it } from "vitest";
import { isOpenAt, openEdgesUs, openSpans } from "#lib/pacing/open-hours.ts";

const duration = 7_200;

/** Spans that follow one another, at seconds no microsecond is exact for; some of them touch. */
const someSpans = fc
  .uniqueArray(fc.double({ min: 0, max: duration, noNaN: true }), {
    minLength: 2,
    maxLength: 12,
  })
  .map((cuts) => [...cuts].sort((a, b) => a - b))
  .map((cuts) => cuts.slice(1).map((to, index) => ({ from: cuts[index] ?? 0, to })))
  .chain((spans) =>
    fc.tuple(fc.constant(spans), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 })),
  )
  .map(([spans, kept]) => spans.filter((_, index) => kept[index]))
  .filter((spans) => spans.length > 0);

it("gives intake() edges that say of every microsecond what the pacer says", () => {
  fc.assert(
    fc.property(someSpans, (spans) => {
      const open = openSpans(spans, duration);
      const edges = openEdgesUs(open);
      const around = edges.flatMap((us) => [us - 2, us - 1, us, us + 1, us + 2]);
      for (const us of around.filter((n) => n >= 0 && n < duration * 1e6)) {
        const passed = edges.filter((edge) => edge <= us).length;
        expect(passed % 2 === 1).toBe(isOpenAt({ duration, open }, us / 1e6));
      }
    }),
    { numRuns: 500, seed: 20261122 },
  );
});
