import fc from "fast-check";
import { expect, test } from "vitest";
import { assignArms } from "#lib/promotions/arms.ts";

const variants = ["va", "vb", "vc", "vd"];
const servers = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    serverId: `s${from + index}`,
    weight: 0.1 + ((index * 7919) % 31) / 10,
  }));
const sizesOf = (arms: Iterable<string>, ids: readonly string[]) => {
  const all = [...arms];
  return ids.map((id) => all.filter((arm) => arm === id).length);
};

test("arms are of the same size, to one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4 }), (n, count) => {
      const ids = variants.slice(0, count);
      const arms = assignArms({ promotionId: "p", variants: ids, added: servers(n), held: [] });
      expect(arms.size).toBe(n);
      const sizes = sizesOf(arms.values(), ids);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test("new pairs fill the arms that lost theirs", () => {
  const arms = assignArms({
    promotionId: "p",
    variants: ["va", "vb"],
    added: servers(3, 50),
    held: ["va", "va", "va", "va", "vb"],
  });
  expect(sizesOf(arms.values(), ["va", "vb"])).toEqual([0, 3]);
});

test("the weight of the audience is spread over the arms better than by the toss of a coin", () => {
  const gap = (
    arm: (promotion: number, serverId: string, arms: Map<string, string>) => boolean,
  ) => {
    let total = 0;
    for (let promotion = 0; promotion < 200; promotion += 1) {
      const added = servers(16, promotion * 100).map((server, index) => ({
        ...server,
        weight: [0.1, 0.8, 1.2, 1.8, 2.4, 3][(index * 5 + promotion) % 6] ?? 1,
      }));
      const promotionId = `p${promotion}`;
      const arms = assignArms({ promotionId, variants: ["va", "vb"], added, held: [] });
      const sum = (wanted: boolean) =>
        added
          .filter(({ serverId }) => arm(promotion, serverId, arms) === wanted)
          .reduce((all, { weight }) => all + weight, 0);
      total += Math.abs(sum(true) - sum(false)) / (sum(true) + sum(false));
    }
    return total / 200;
  };
  const blocked = gap((_promotion, serverId, arms) => arms.get(serverId) === "va");
  const coin = gap((promotion, serverId) => {
    let h = promotion + 1;
    for (const sign of serverId) h = Math.imul(h ^ sign.charCodeAt(0), 0x5bd1e995);
    return ((h ^ (h >>> 15)) & 1) === 0;
  });
  expect(blocked).toBeLessThan(coin / 2);
});
