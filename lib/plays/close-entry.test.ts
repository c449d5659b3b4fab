import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { secondChanceOf } from "#lib/fairness/draw.ts";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { awardLeftovers, inTurn } from "#lib/pacing/second-chance.ts";
import { hmacSha256 } from "#lib/platform/node-digest.ts";
import {
  type Close,
  type CloseFacts,
  CloseReader,
  closeBodies,
  closeFault,
  closeWayOf,
  promisesClose,
} from "#lib/plays/close-entry.ts";

const seed = createHash("sha256").update("seed").digest();
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const lost = Array.from({ length: 9 }, (_, n) => ({ playId: uuid(n), player: `p${n % 6}` }));
const config = pacerConfig({ duration: 60, brands: [{ budget: 4 }, { budget: 3 }], userCap: 1 });
const facts: CloseFacts = {
  ...{ seed, config, lost, closeWith: "second_chance", W: [1, 1] },
  wins: new Map([["p0", 1]]),
};

/** What the product would give: three and two coupons left, and five players who may have one. */
function sound(): Close {
  const leftovers = [3, 2];
  const turns = lost.map((play) => ({
    ...play,
    draw: secondChanceOf(hmacSha256, seed, play.playId),
  }));
  const { awards } = awardLeftovers(
    { left: leftovers, userCap: 1, brandCaps: [0, 0], wins: facts.wins },
    inTurn(turns),
  );
  const given = awards.map(({ playId, brand, rank }, n) => ({
    ...{ playId, brand, rank },
    couponId: 70 + n,
  }));
  return { closeWith: "second_chance", leftovers, awards: given, passedOver: [] };
}

const falsehoods: readonly [string, (close: Close) => Close][] = [
  ["another way than the rules say", (close) => ({ ...close, closeWith: "return" })],
  ["more than was left", (close) => ({ ...close, leftovers: [4, 2] })],
  ["a line left out", (close) => ({ ...close, leftovers: [3] })],
  ["a turn left out", (close) => ({ ...close, awards: close.awards.slice(1) })],
  ["the last one left out", (close) => ({ ...close, awards: close.awards.slice(0, -1) })],
  ["two turns exchanged", (close) => ({ ...close, awards: close.awards.toReversed() })],
  [
    "another line",
    (close) => ({ ...close, awards: close.awards.map((a) => ({ ...a, brand: 1 - a.brand })) }),
  ],
  [
    "a coupon given twice",
    (close) => ({ ...close, awards: close.awards.map((a) => ({ ...a, couponId: 70 })) }),
  ],
  [
    "one more, for a player who has theirs",
    (close) => ({
      ...close,
      awards: [...close.awards, { playId: uuid(0), brand: 0, rank: 9, couponId: 99 }],
    }),
  ],
  ["a play passed over for nothing", (close) => ({ ...close, passedOver: [uuid(0)] })],
];

describe("the close of a game", () => {
  it("holds as the product writes it", () => {
    expect(sound().awards).toHaveLength(5);
    expect(closeFault(sound(), facts)).toBeUndefined();
    expect(
      closeFault(
        { ...sound(), awards: [], closeWith: "return" },
        { ...facts, closeWith: "return" },
      ),
    ).toBeUndefined();
  });

  it.each(falsehoods)("is caught with %s", (_, falsify) => {
    expect(closeFault(falsify(sound()), facts)).toBeDefined();
  });

  it("is read from its parts, in order and once", () => {
    const awards = Array.from({ length: 2_500 }, (_, n) => ({
      ...{ playId: uuid(n), brand: 0, rank: n + 1, couponId: n },
    }));
    const close: Close = { closeWith: "second_chance", leftovers: [2_500], awards, passedOver: [] };
    const bodies = closeBodies(close);
    expect(bodies).toHaveLength(3);
    const reader = new CloseReader();
    expect(reader.take(bodies[1])).toContain("part 2");
    for (const body of bodies) {
      expect(reader.close).toBeUndefined();
      expect(reader.take(body)).toBeUndefined();
    }
    expect(reader.close).toEqual(close);
    expect(reader.take(bodies[0])).toContain("already");
  });

  it("follows the committed rules, and the default where they are silent", () => {
    expect(closeWayOf('{"rules":{"closeWith":"return"}}')).toBe("return");
    expect(closeWayOf('{"rules":{}}')).toBe("second_chance");
    expect(promisesClose('{"rules":{"closeWith":"return"}}')).toBe(true);
    expect(promisesClose('{"rules":{}}')).toBe(false);
  });
});
