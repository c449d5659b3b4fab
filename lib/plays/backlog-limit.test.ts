import { describe, expect, it } from "vitest";
import {
  backlogWaitS,
  nextDecideRate,
  nextSample,
  noSample,
  queueOf,
  rateAfter,
} from "#lib/plays/backlog-limit.ts";

const game = (gameId: string, partition: number, waiting: number, decided = 0) => ({
  gameId,
  partition,
  waiting,
  decided,
});

describe("back-pressure", () => {
  it("takes eight seconds of work and then says when there is room again", () => {
    const rate = { perS: 1000 };
    expect(backlogWaitS(7_999, rate)).toBeUndefined();
    expect(backlogWaitS(8_000, rate)).toBe(1);
    expect(backlogWaitS(13_000, rate)).toBe(5);
    expect(backlogWaitS(1_000_000, rate)).toBe(30);
  });

  it("still takes a little when nothing is decided", () => {
    expect(backlogWaitS(1_999, { perS: 0 })).toBeUndefined();
    expect(backlogWaitS(2_000, { perS: 0 })).toBe(1);
  });

  it("learns the rate from busy spans and ignores idle ones", () => {
    const idle = { decided: 3, spanMs: 250, waitedThroughout: false };
    expect(nextDecideRate({ perS: 2000 }, idle).perS).toBe(2000);
    let rate = { perS: 2000 };
    for (let n = 0; n < 60; n++) {
      rate = nextDecideRate(rate, { decided: 125, spanMs: 250, waitedThroughout: true });
    }
    expect(rate.perS).toBeGreaterThan(490);
    expect(rate.perS).toBeLessThan(510);
    const burst = { decided: 2500, spanMs: 250, waitedThroughout: false };
    expect(nextDecideRate(rate, burst).perS).toBeGreaterThan(1000);
  });

  it("divides eight seconds of the whole among the partitions with plays waiting", () => {
    const rate = { perS: 2_000 };
    const busy = Array.from({ length: 10 }, (_, n) => game(`game ${n}`, n, 1_600));
    const sample = nextSample(noSample, busy, 0);
    const { waiting, sharers } = queueOf(sample, "game 3");
    expect({ waiting, sharers }).toEqual({ waiting: 1_600, sharers: 10 });
    expect(backlogWaitS(waiting, rate, sharers)).toBe(1);
    expect(backlogWaitS(waiting - 1, rate, sharers)).toBeUndefined();
  });

  it("lets a quiet game in beside a crowded one in another partition, and not in the same", () => {
    const rate = { perS: 2_000 };
    const rows = [game("crowded", 1, 16_000), game("beside", 1, 0), game("apart", 2, 0)];
    const sample = nextSample(noSample, rows, 0);
    const waitOf = (id: string) => {
      const { waiting, sharers } = queueOf(sample, id);
      return backlogWaitS(waiting, rate, sharers);
    };
    expect(waitOf("apart")).toBeUndefined();
    expect(waitOf("beside")).toBe(1);
    expect(waitOf("crowded")).toBe(1);
    expect(waitOf("not sampled yet")).toBeUndefined();
  });

  it("does not hold a game that stands still against its neighbours, nor for a slow rate", () => {
    let sample = nextSample(noSample, [game("still", 1, 5_000), game("well", 1, 10)], 0);
    let rate = { perS: 2_000 };
    for (let n = 1; n <= 40; n++) {
      const rows = [game("still", 1, 5_000), game("well", 1, 0, 10 * n)];
      const next = nextSample(sample, rows, n * 250);
      rate = rateAfter(rate, sample, next);
      sample = next;
    }
    expect(queueOf(sample, "well")).toMatchObject({ waiting: 0, sharers: 1 });
    expect(queueOf(sample, "still")).toMatchObject({ waiting: 5_000 });
    const settled = rate.perS;
    for (let n = 41; n <= 80; n++) {
      const next = nextSample(
        sample,
        [game("still", 1, 5_000), game("well", 1, 0, 10 * n)],
        n * 250,
      );
      rate = rateAfter(rate, sample, next);
      sample = next;
    }
    expect(rate.perS).toBe(settled);
  });
});
