import { describe, expect, it } from "vitest";
import { RedisFailure, RedisHealth } from "#lib/plays/redis-health.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";

function redisWith(answers: { eval: () => Promise<unknown> }) {
  let nowMs = 0;
  const probes = { count: 0 };
  const redis = {
    eval: async () => {
      probes.count += 1;
      return await answers.eval();
    },
  } as unknown as RedisClient;
  const health = new RedisHealth(redis, {
    now: () => nowMs,
    monotonicMs: () => nowMs,
  });
  return {
    health,
    probes,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const works = async () => "OK";
const fails = async () => {
  throw new Error("OOM command not allowed when used memory > 'maxmemory'.");
};

describe("the health of Redis", () => {
  it("is down after two seconds of refused writes, however well reads and probes go", async () => {
    const { health, pass } = redisWith({ eval: works });
    for (let n = 0; n < 5; n++) {
      await expect(health.use(fails)).rejects.toThrow(RedisFailure);
      await health.read(works);
      await health.probe();
      pass(500);
    }
    expect(health.isDown).toBe(true);
  });

  it("is not down after one failure now and one long after", async () => {
    const { health, pass } = redisWith({ eval: works });
    await expect(health.use(fails)).rejects.toThrow(RedisFailure);
    pass(60_000);
    await expect(health.read(fails)).rejects.toThrow(RedisFailure);
    expect(health.isDown).toBe(false);
  });

  it("forgets a spell of failures once a write works", async () => {
    const { health, pass } = redisWith({ eval: works });
    await expect(health.use(fails)).rejects.toThrow(RedisFailure);
    pass(1_500);
    await health.use(works);
    pass(1_500);
    await expect(health.use(fails)).rejects.toThrow(RedisFailure);
    expect(health.isDown).toBe(false);
  });

  it("is down at once when a single call was waited for that long", async () => {
    const { health, pass } = redisWith({ eval: works });
    const silent = async () => {
      pass(2_500);
      throw new Error("Command timed out");
    };
    await expect(health.use(silent)).rejects.toThrow(RedisFailure);
    expect(health.isDown).toBe(true);
  });

  it("goes down by probes alone after a single failure, and heals after two good ones", async () => {
    let answer = fails as () => Promise<unknown>;
    const { health, pass } = redisWith({ eval: () => answer() });
    await expect(health.use(fails)).rejects.toThrow(RedisFailure);
    for (let n = 0; n < 4; n++) {
      pass(500);
      await health.probe();
    }
    expect(health.isDown).toBe(true);
    answer = works;
    await health.probe();
    expect(health.isDown).toBe(true);
    await health.probe();
    expect(health.isDown).toBe(false);
  });

  it("is tended in the background, one probe at a time, and only while something fails", async () => {
    let release = (_: unknown) => {};
    const { health, probes, pass } = redisWith({
      eval: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    });
    health.tend();
    expect(probes.count).toBe(0);
    await expect(health.use(fails)).rejects.toThrow(RedisFailure);
    health.tend();
    pass(10_000);
    health.tend();
    expect(probes.count).toBe(1);
    release("OK");
    await health.probe();
    health.tend();
    expect(probes.count).toBe(2);
    release("OK");
    await health.probe();
    pass(499);
    health.tend();
    expect(probes.count).toBe(2);
  });
});
