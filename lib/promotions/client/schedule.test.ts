import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  baseCooldownMs,
  batchHash,
  cooldownMs,
  emptyRotation,
  nextTurn,
  notePosted,
  type Rotation,
} from "#lib/promotions/client/schedule.ts";
import { campaignKey, type WireApp } from "#lib/promotions/client/wire.ts";

const minute = 60_000;
const t0 = 1_800_000_000_000;

function app(name: string, startMs: number, endMs: number): WireApp {
  return {
    appId: name,
    appName: name,
    shortDescription: "",
    campaign: {
      campaignId: `cmp_${name}`,
      startDate: startMs / 1_000,
      endDate: endMs / 1_000,
      ctaUrl: `https://promo.example/go/${name}`,
    },
  };
}

/** Start and end in minutes from t0. */
const windowOf = fc
  .tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 900 }))
  .map(([start, length]) => ({ start, end: start + length }));
const windows = fc.array(windowOf, { minLength: 1, maxLength: 40 });

function appsOf(list: readonly { start: number; end: number }[]): WireApp[] {
  return list.map(({ start, end }, index) =>
    app(`a${index}`, t0 + start * minute, t0 + end * minute),
  );
}

/** Posts on a virtual clock; answers what was posted when, and every moment at which something could be. */
function simulate(
  apps: readonly WireApp[],
  untilMs: number,
  random: () => number,
  start: Rotation = emptyRotation,
) {
  const posts: { key: string; atMs: number }[] = [];
  let rotation = start;
  for (let nowMs = t0; nowMs < untilMs; ) {
    const turn = nextTurn(rotation, apps, nowMs);
    rotation = turn.rotation;
    if (turn.kind === "wait") {
      if (turn.untilMs === null) break;
      nowMs = turn.untilMs;
      continue;
    }
    const key = campaignKey(turn.app);
    posts.push({ key, atMs: nowMs });
    rotation = notePosted(rotation, key, nowMs);
    nowMs += cooldownMs(apps.length, random());
  }
  return { posts };
}

/** Whether every app could have had one of these moments: a matching, found by augmenting paths. */
function couldAllBePosted(apps: readonly WireApp[], moments: readonly number[]): boolean {
  const takenBy = new Map<number, number>();
  const fits = (index: number, atMs: number) => {
    const campaign = apps[index]?.campaign;
    return (
      campaign !== undefined &&
      campaign.startDate * 1_000 <= atMs &&
      atMs < campaign.endDate * 1_000
    );
  };
  const place = (index: number, seen: Set<number>): boolean => {
    for (const [at, atMs] of moments.entries()) {
      if (!fits(index, atMs) || seen.has(at)) continue;
      seen.add(at);
      const holder = takenBy.get(at);
      if (holder === undefined || place(holder, seen)) {
        takenBy.set(at, index);
        return true;
      }
    }
    return false;
  };
  return apps.every((_, index) => place(index, new Set()));
}

describe("the pause between two posts", () => {
  it.each([
    [0, 5],
    [1, 6.1],
    [10, 16],
    [25, 32.5],
    [49, 58.9],
    [50, 60],
    [51, 60],
    [1_000, 60],
  ])("is, at a batch of %i, %f minutes", (batch, minutes) => {
    expect(baseCooldownMs(batch) / minute).toBeCloseTo(minutes, 6);
  });

  it("moves by a fifth either way, and never grows shorter than that", () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, noNaN: true }), (batch, random) => {
        const base = baseCooldownMs(batch);
        const pause = cooldownMs(batch, random);
        expect(pause).toBeGreaterThanOrEqual(Math.floor(base * 0.8));
        expect(pause).toBeLessThanOrEqual(Math.ceil(base * 1.2));
      }),
    );
    expect(cooldownMs(50, 0)).toBe(48 * minute);
    expect(cooldownMs(50, 1)).toBe(72 * minute);
  });
});

it("takes the pause that the installation asks for", () => {
  expect(cooldownMs(50, 0.5, { cooldownSeconds: 120 })).toBe(2 * minute);
  expect(cooldownMs(0, 0.5, { cooldownSeconds: 900 })).toBe(15 * minute);
  // Six a day: no pause under four hours, whatever chance says.
  expect(cooldownMs(10, 0, { postsPerDayMax: 6 })).toBe(240 * minute);
});

describe("the rotation on a virtual clock", () => {
  it("posts never faster than the pause, and nothing outside its dates", () => {
    fc.assert(
      fc.property(
        windows,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (list, stream) => {
          const apps = appsOf(list);
          const { posts } = simulate(apps, t0 + 1_500 * minute, () => stream.next().value ?? 0.5);
          const least = Math.floor(baseCooldownMs(apps.length) * 0.8);
          for (const [index, post] of posts.entries()) {
            const before = posts[index - 1];
            if (before) expect(post.atMs - before.atMs).toBeGreaterThanOrEqual(least);
            const { startDate, endDate } = apps.find((each) => campaignKey(each) === post.key)
              ?.campaign ?? { startDate: 0, endDate: 0 };
            expect(post.atMs).toBeGreaterThanOrEqual(startDate * 1_000);
            expect(post.atMs).toBeLessThan(endDate * 1_000);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("keeps every deadline that any order of the same moments could keep", () => {
    const outcome = { feasible: 0, lostBackwards: 0 };
    fc.assert(
      fc.property(windows, fc.integer(), (list, seed) => {
        const apps = appsOf(list);
        const run = (start?: Rotation) => {
          let state = seed;
          const random = () => {
            state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
            return (state >>> 0) / 2 ** 32;
          };
          const { posts } = simulate(apps, t0 + 1_600 * minute, random, start);
          const isFeasible = couldAllBePosted(
            apps,
            posts.map(({ atMs }) => atMs),
          );
          return { isFeasible, kept: new Set(posts.map(({ key }) => key)).size };
        };
        const { isFeasible, kept } = run();
        if (isFeasible) {
          outcome.feasible += 1;
          expect(kept).toBe(apps.length);
        }
        // The control: the same moments with the queue turned round, latest deadline first.
        const { rotation } = nextTurn(emptyRotation, apps, t0);
        const backwards = run({ ...rotation, queue: [...rotation.queue].reverse() });
        if (backwards.isFeasible && backwards.kept < apps.length) outcome.lostBackwards += 1;
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(outcome.feasible).toBeGreaterThan(30);
    expect(outcome.lostBackwards).toBeGreaterThan(0);
  });

  it("starves nobody: once all were posted, each comes again within a round", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
        const list = Array.from({ length: count }, () => ({ start: 0, end: 1_000_000 }));
        const apps = appsOf(list);
        const untilMs = t0 + 3.5 * count * baseCooldownMs(count);
        const { posts } = simulate(apps, untilMs, () => 0.5);
        const last = new Map<string, number>();
        for (const [index, { key }] of posts.entries()) {
          expect(index - (last.get(key) ?? index - count)).toBe(count);
          last.set(key, index);
        }
        expect(last.size).toBe(count);
      }),
      { numRuns: 12 },
    );
  });

  it("takes the earliest deadline of the never-posted first, however the list is ordered", () => {
    const late = app("late", t0, t0 + 9 * minute * 60);
    const soon = app("soon", t0, t0 + 2 * minute * 60);
    const posted = app("posted", t0, t0 + minute * 60);
    const rotation = notePosted(emptyRotation, campaignKey(posted), t0 - 1);
    for (const apps of [
      [late, soon, posted],
      [posted, soon, late],
      [soon, posted, late],
    ]) {
      const turn = nextTurn(rotation, apps, t0);
      expect(turn.kind === "post" && turn.app.appId).toBe("soon");
    }
  });

  it("is rebuilt when the batch changes, and remembers what it posted", () => {
    const [a, b] = [app("a", t0, t0 + 60 * minute), app("b", t0, t0 + 90 * minute)];
    const first = nextTurn(emptyRotation, [a, b], t0);
    const after = notePosted(first.rotation, campaignKey(a), t0);
    expect(nextTurn(after, [b, a], t0).rotation).toBe(after);
    const c = app("c", t0, t0 + 500 * minute);
    const turn = nextTurn(notePosted(after, campaignKey(b), t0 + 1), [a, b, c], t0 + 2);
    expect(turn.rotation.queue).toEqual([c, a, b].map(campaignKey));
    const back = nextTurn(turn.rotation, [b], t0 + 3).rotation;
    expect(nextTurn(back, [a, b], t0 + 4).rotation.queue).toEqual([a, b].map(campaignKey));
  });

  it("hashes what a campaign is, not where it stands in the list", () => {
    const [a, b] = [app("a", t0, t0 + minute), app("b", t0, t0 + minute)];
    expect(batchHash([a, b])).toBe(batchHash([b, a]));
    expect(batchHash([a])).not.toBe(batchHash([{ ...a, appName: "other" }]));
  });
});

test("the folder can be copied: nothing in it imports anything but Node and its neighbours", () => {
  const folder = "lib/promotions/client";
  const files = readdirSync(folder).filter(
    (name) => name.endsWith(".ts") && !name.includes(".test."),
  );
  const foreign = files.flatMap((name) =>
    [...readFileSync(`${folder}/${name}`, "utf8").matchAll(/from "([^"]+)"/g)]
      .map((match) => match[1] ?? "")
      .filter((from) => !from.startsWith("node:") && !/^\.\/[a-z-]+\.ts$/.test(from)),
  );
  expect(files.length).toBeGreaterThan(5);
  expect(foreign).toEqual([]);
});
