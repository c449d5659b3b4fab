import { expect, test } from "vitest";
import type { CampaignDoc, GameDoc, PrizeDoc } from "#lib/campaigns/contract.ts";
import { guardedPrizes, requestLines } from "#lib/campaigns/guarded-changes.ts";

const prize = (given: Partial<PrizeDoc> = {}) =>
  ({ id: "p", poolId: "a", quantity: 5, name: "Coffee", ...given }) as PrizeDoc;
const doc = (...games: readonly (readonly [id: string, ...prizes: PrizeDoc[]])[]) =>
  ({
    games: games.map(
      ([id, ...prizes]) => ({ id, name: `Game ${id}`, prizes }) as unknown as GameDoc,
    ),
  }) as CampaignDoc;
const before = doc(["g", prize()]);

test("more of a prize and another pool need a second person, less and new words do not", () => {
  const idsOf = (change: Partial<PrizeDoc>) => guardedPrizes(before, doc(["g", prize(change)]));
  expect(idsOf({ quantity: 6 })).toEqual([{ id: "p", gameId: "g", quantity: 6, poolId: "a" }]);
  expect(idsOf({ poolId: "b" })).toEqual([{ id: "p", gameId: "g", quantity: 5, poolId: "b" }]);
  expect(idsOf({ poolId: null })).toHaveLength(1);
  expect(idsOf({ quantity: 4, name: "Tea" })).toEqual([]);
  expect(guardedPrizes(before, before)).toEqual([]);
});

test("whatever a further game or prize gives is more, and so is a prize under another game", () => {
  const added = doc(["g", prize()], ["h", prize({ id: "q", quantity: 1 })]);
  expect(guardedPrizes(before, added)).toMatchObject([{ id: "q", gameId: "h" }]);
  expect(guardedPrizes(before, doc(["g", prize(), prize({ id: "q" })]))).toHaveLength(1);
  expect(guardedPrizes(before, doc(["h", prize()]))).toMatchObject([{ gameId: "h" }]);
});

test("a request names pools and says what an added game gives", () => {
  const after = doc(["g", prize({ poolId: "b" })], ["h", prize({ id: "q", poolId: "b" })]);
  const changes = [{ path: "games.0.prizes.0.poolId", label: "Pool", before: "a", after: "b" }];
  const pools = new Map([
    ["a", "Old"],
    ["b", "New"],
  ]);
  expect(requestLines(before, after, { changes, pools })).toEqual([
    { path: "games.0.prizes.0.poolId", label: "Pool", before: "Old", after: "New" },
    {
      path: "games.1.prizes.0.quantity",
      label: "Quantity of Game h, Coffee",
      before: "",
      after: "5",
    },
    {
      path: "games.1.prizes.0.poolId",
      label: "Coupon pool of Game h, Coffee",
      before: "",
      after: "New",
    },
  ]);
});
