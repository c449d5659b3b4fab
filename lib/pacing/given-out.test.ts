import fc from "fast-check";
import { expect, it } from "vitest";
import { GivenOut, type Held } from "#lib/pacing/given-out.ts";

const brands = 3;
const players = ["ann", "bob", "cy"];

/** What happens: a coupon is given, or one of those that are out moves to another brand. */
const happenings = fc.array(
  fc.record({
    player: fc.integer({ min: 0, max: 2 }),
    brand: fc.integer({ min: 0, max: brands - 1 }),
    which: fc.nat(30),
    moves: fc.boolean(),
  }),
  { maxLength: 60 },
);

type Happening = {
  readonly player: number;
  readonly brand: number;
  readonly which: number;
  readonly moves: boolean;
};

/** The same twice: as it is used, and by looking at everything. */
class Twice {
  readonly #out: Held[] = [];
  readonly #cap: number;
  readonly #given: GivenOut<Held>;

  constructor(cap: number) {
    this.#cap = cap;
    this.#given = new GivenOut(brands, (player, brand) => this.#mayHave(player, brand));
  }

  #mayHave(player: string, brand: number): boolean {
    return this.#out.filter((h) => h.player === player && h.brand === brand).length < this.#cap;
  }

  happen({ player, brand, which, moves }: Happening): void {
    const held = moves ? this.#out[which % Math.max(1, this.#out.length)] : undefined;
    if (held) {
      this.#out.splice(this.#out.indexOf(held), 1);
      this.#given.remove(held);
      held.brand = brand;
    }
    const next: Held = held ?? { player: players[player] ?? "", brand, place: 0 };
    if (!held && !this.#mayHave(next.player, brand)) return;
    this.#out.push(next);
    this.#given.add(next);
  }

  compare(): void {
    for (let pair = 0; pair < brands * brands; pair++) {
      const [from, to] = [Math.floor(pair / brands), pair % brands];
      if (from === to) continue;
      const first = this.#out.find((h) => h.brand === from && this.#mayHave(h.player, to));
      expect(this.#given.oldestFor(from, to)).toBe(first);
    }
  }
}

it("finds the coupon that looking at all of them in order would find", () => {
  fc.assert(
    fc.property(happenings, fc.integer({ min: 1, max: 3 }), (steps, cap) => {
      const twice = new Twice(cap);
      for (const step of steps) {
        twice.happen(step);
        twice.compare();
      }
    }),
    { numRuns: 1_000 },
  );
});
