import { expect, test } from "vitest";
import { pauseMinutes, rulesOf } from "#lib/promotions/posting-limits.ts";

const network = {
  batchMax: 50,
  postsPerDayMax: 288,
  cooldownLeastMinutes: 5,
  cooldownMostMinutes: 60,
  messagesBetween: 3,
};

test.each([
  [0, 5],
  [10, 16],
  [25, 32.5],
  [50, 60],
  [500, 60],
])("a batch of %i is posted every %d minutes", (batch, minutes) => {
  expect(pauseMinutes(network, batch)).toBeCloseTo(minutes, 9);
});

test("no more posts a day than are allowed, however small the batch", () => {
  expect(pauseMinutes({ ...network, postsPerDayMax: 24 }, 1)).toBe(60);
  expect(pauseMinutes({ ...network, postsPerDayMax: 12 }, 50)).toBe(120);
});

test("a promo server's own maximum counts, and of the messages between two posts the larger number", () => {
  const own = { batchMax: 80, postsPerDayMax: null, messagesBetween: 1 };
  expect(rulesOf(network, own)).toMatchObject({ batchMax: 80, postsPerDayMax: 288 });
  expect(rulesOf(network, own).messagesBetween).toBe(3);
  expect(rulesOf(network, { ...own, messagesBetween: 8 }).messagesBetween).toBe(8);
});
