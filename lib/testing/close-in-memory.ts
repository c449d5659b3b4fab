import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { secondChanceOf } from "#lib/fairness/draw.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PlayerWins } from "#lib/pacing/run-batch.ts";
import { awardLeftovers, inTurn } from "#lib/pacing/second-chance.ts";
import { hmacSha256 } from "#lib/platform/node-digest.ts";
import { closeBodies } from "#lib/plays/close-entry.ts";
import type { Unsummed } from "#lib/plays/proof/log-record.ts";

interface Closing {
  readonly config: PacerConfig;
  readonly seed: Uint8Array;
  readonly records: readonly Unsummed[];
  readonly left: readonly number[];
  readonly wins: PlayerWins;
  readonly firstCoupon: number;
}

/** What is left goes to those who lost, in the turns the seed gives: the bodies of the entries that say so. */
export function closeInMemory(closing: Closing): JsonValue[] {
  const { config, seed, records, left, wins, firstCoupon } = closing;
  const lost = records.flatMap((record) =>
    record.is === "row" && record.coupon === undefined
      ? [{ playId: record.playId, player: record.player }]
      : [],
  );
  const draw = (playId: string) => secondChanceOf(hmacSha256, seed, playId);
  const { awards } = awardLeftovers(
    { left, wins, userCap: config.userCap, brandCaps: config.brands.map((b) => b.playerCap) },
    inTurn(lost.map((play) => ({ ...play, draw: draw(play.playId) }))),
  );
  return closeBodies({
    ...{ closeWith: "second_chance", leftovers: left, passedOver: [] },
    awards: awards.map(({ playId, brand, rank }, index) => ({
      ...{ playId, brand, rank },
      couponId: firstCoupon + index,
    })),
  });
}
