// What the chain says about the close of a game: its leftovers, and which losing play got which coupon, in parts of a
// thousand awards. Written by the one who closes, read by everybody who checks a ledger or its public log.

import { z } from "zod";
import { closeWays } from "#lib/campaigns/pacing-contract.ts";
import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { secondChanceOf } from "#lib/fairness/draw.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { awardLeftovers, inTurn } from "#lib/pacing/second-chance.ts";
import { hmacSha256 } from "#lib/platform/node-digest.ts";

export type CloseWay = (typeof closeWays)[number];

const awardsPerEntry = 1_000;
const count = z.number().int().nonnegative();
const bodySchema = z.strictObject({
  awards: z.array(
    z.strictObject({ brand: count, couponId: count, playId: z.uuid(), rank: count.min(1) }),
  ),
  closeWith: z.enum(closeWays),
  /** Coupons a prize line had left: what it promised and did not give, or what its pool still had when that is less. */
  leftovers: z.array(count),
  part: count.min(1),
  parts: count.min(1),
  /** Plays that would have got a coupon but for the cap of their network, which is nobody else's to see. */
  passedOver: z.array(z.uuid()),
});

export interface Close {
  readonly closeWith: CloseWay;
  readonly leftovers: readonly number[];
  readonly awards: readonly {
    readonly brand: number;
    readonly couponId: number;
    readonly playId: string;
    readonly rank: number;
  }[];
  readonly passedOver: readonly string[];
}

/** The bodies of the entries, one at least: a game that leaves nothing says so. */
export function closeBodies({ closeWith, leftovers, awards, passedOver }: Close): JsonValue[] {
  const parts = Math.max(1, Math.ceil(awards.length / awardsPerEntry));
  return Array.from({ length: parts }, (_, index) => ({
    awards: awards
      .slice(index * awardsPerEntry, (index + 1) * awardsPerEntry)
      .map(({ brand, couponId, playId, rank }) => ({ brand, couponId, playId, rank })),
    closeWith,
    leftovers: [...leftovers],
    part: index + 1,
    parts,
    passedOver: index === 0 ? [...passedOver] : [],
  }));
}

/** Which entry of how many holds the award at an index. */
export function partOfAward(index: number): number {
  return Math.floor(index / awardsPerEntry);
}

/** Puts the parts together as the chain is read. */
export class CloseReader {
  #parts = 0;
  #expected = 0;
  #close: Close | undefined;

  /** The whole close with its last part. */
  get close(): Close | undefined {
    return this.#parts > 0 && this.#parts === this.#expected ? this.#close : undefined;
  }
  get isUnderWay(): boolean {
    return this.#parts < this.#expected;
  }

  /** Says what is wrong with a part. */
  take(text: unknown): string | undefined {
    const { part, parts, awards, passedOver, ...facts } = bodySchema.parse(text);
    if (this.close) return "the game was closed already";
    if (part !== this.#parts + 1) return `part ${part} of the close follows ${this.#parts}`;
    if (this.#close && parts !== this.#expected) return "its parts do not agree how many they are";
    this.#expected = parts;
    this.#parts = part;
    this.#close = {
      ...facts,
      awards: [...(this.#close?.awards ?? []), ...awards],
      passedOver: [...(this.#close?.passedOver ?? []), ...passedOver],
    };
    return undefined;
  }
}

/** Whether the rules say what becomes of leftovers: then the game must have been closed before its seed is public. */
export function promisesClose(committed: string | undefined): boolean {
  const { rules } = JSON.parse(committed ?? "{}") as { rules?: object };
  return rules !== undefined && "closeWith" in rules;
}

/** How leftovers are dealt with by the rules a game was committed with; games from before the choice mean the default. */
export function closeWayOf(committed: string | undefined): CloseWay {
  const { rules } = JSON.parse(committed ?? "{}") as { rules?: { closeWith?: unknown } };
  return z.enum(closeWays).catch("second_chance").parse(rules?.closeWith);
}

export interface CloseFacts {
  readonly seed: Uint8Array;
  readonly config: PacerConfig;
  readonly closeWith: CloseWay;
  /** Wins a prize line gave in the draws. */
  readonly W: readonly number[];
  /** Coupons players have, by player and by winsField(). */
  readonly wins: ReadonlyMap<string, number>;
  readonly lost: readonly { readonly playId: string; readonly player: string }[];
}

/** What a close says otherwise than seed, ledger and caps ask for. */
export function closeFault(close: Close, facts: CloseFacts): string | undefined {
  const { seed, config, W, wins, lost } = facts;
  if (close.closeWith !== facts.closeWith) return `the rules say ${facts.closeWith}`;
  if (close.leftovers.length !== config.brands.length) return "it leaves prize lines out";
  const tooMany = close.leftovers.findIndex(
    (left, brand) => left > Math.max(0, (config.brands[brand]?.budget ?? 0) - (W[brand] ?? 0)),
  );
  if (tooMany >= 0) return `prize line ${tooMany} had fewer coupons left`;
  const passedOver = new Set(close.passedOver);
  const expected =
    close.closeWith === "return"
      ? { awards: [], passedOver: [] }
      : awardLeftovers(
          {
            ...{ left: close.leftovers, wins, userCap: config.userCap },
            brandCaps: config.brands.map(({ playerCap }) => playerCap),
            refuses: ({ playId }) => passedOver.has(playId),
          },
          inTurn(
            lost.map((play) => ({ ...play, draw: secondChanceOf(hmacSha256, seed, play.playId) })),
          ),
        );
  if (expected.passedOver.join() !== close.passedOver.join()) {
    return "it passes over a play whose turn had not come";
  }
  for (const [index, award] of expected.awards.entries()) {
    const given = close.awards[index];
    if (given?.playId !== award.playId || given.rank !== award.rank) {
      return `play ${award.playId} has turn ${award.rank} and does not get its coupon`;
    }
    if (given.brand !== award.brand) return `play ${award.playId} gets another prize line`;
  }
  const extra = close.awards[expected.awards.length];
  if (extra) return `play ${extra.playId} gets a coupon out of its turn`;
  const coupons = new Set(close.awards.map(({ couponId }) => couponId));
  return coupons.size === close.awards.length ? undefined : "it gives a coupon twice";
}
