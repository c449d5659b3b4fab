import { expect, it } from "vitest";
import {
  type BatchAlert,
  type BatchCache,
  currentBatch,
  shareOfAll,
} from "#lib/promotions/client/batch-source.ts";
import { type BatchAnswer, BotApiError } from "#lib/promotions/client/bot-api.ts";
import type { WireApp } from "#lib/promotions/client/wire.ts";

const minute = 60_000;
const t0 = 1_800_000_000_000;

function app(name: string, endsMs = t0 + 48 * 60 * minute): WireApp {
  const campaign = {
    campaignId: name,
    startDate: t0 / 1_000,
    endDate: endsMs / 1_000,
    ctaUrl: "https://x.example",
  };
  return { appId: name, appName: name, shortDescription: "", campaign };
}

function bench() {
  const state = {
    nowMs: t0,
    answer: undefined as BatchAnswer | BotApiError | undefined,
    all: [] as WireApp[] | BotApiError,
    asked: [] as (string | null | undefined)[],
    alerts: [] as BatchAlert[],
  };
  const source = {
    now: () => state.nowMs,
    alert: (alert: BatchAlert) => void state.alerts.push(alert),
    api: {
      getServerCampaigns: async (_: string, etag?: string | null) => {
        state.asked.push(etag);
        if (!state.answer) throw new Error("not expected");
        if (state.answer instanceof BotApiError) throw state.answer;
        return state.answer;
      },
      getAllApps: async () => {
        if (state.all instanceof BotApiError) throw state.all;
        return state.all;
      },
    },
  };
  const next = (before: BatchCache | null) => currentBatch(source, "uuid", before);
  return { state, next };
}

const away = new BotApiError("away", { status: 0 });

function fresh(apps: WireApp[], nowMs: number, minutes = 15): BatchAnswer {
  const allocationTimestamp = nowMs / 1_000;
  const batch = {
    campaigns: apps,
    allocationTimestamp,
    nextAllocationCheck: allocationTimestamp + minutes * 60,
  };
  return { kind: "batch", batch, etag: '"1"' };
}

it("asks nobody until the next check, then with the tag it has", async () => {
  const { state, next } = bench();
  state.answer = fresh([app("a")], t0);
  const first = await next(null);
  expect(await next(first)).toBe(first);
  expect(state.asked).toEqual([null]);
  state.nowMs = t0 + 15 * minute;
  state.answer = { kind: "unchanged" };
  const second = await next(first);
  expect(state.asked).toEqual([null, '"1"']);
  expect(second.batch).toBe(first.batch);
  expect(second.checkAt).toBe(state.nowMs + 15 * minute);
});

it("goes on with the last good batch while the API is away, and tells it once", async () => {
  const { state, next } = bench();
  state.answer = fresh([app("a")], t0);
  let cache = await next(null);
  state.answer = away;
  const waits: number[] = [];
  for (let round = 0; round < 8; round++) {
    state.nowMs = cache.checkAt;
    cache = await next(cache);
    waits.push((cache.checkAt - state.nowMs) / minute);
    expect(cache).toMatchObject({ from: "last_good", batch: { campaigns: [{ appId: "a" }] } });
  }
  expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15, 15]);
  expect(state.alerts.map(({ kind }) => kind)).toEqual(["last_good"]);
  state.nowMs = cache.checkAt;
  state.answer = fresh([app("b")], state.nowMs);
  cache = await next(cache);
  expect(cache).toMatchObject({
    from: "batch",
    failures: 0,
    batch: { campaigns: [{ appId: "b" }] },
  });
  expect(state.alerts.map(({ kind }) => kind)).toEqual(["last_good", "recovered"]);
});

it("takes a share of everything when there is no good batch, with an alert", async () => {
  const { state, next } = bench();
  state.answer = away;
  state.all = Array.from({ length: 120 }, (_, index) => app(`a${index}`));
  const cache = await next(null);
  expect(cache.from).toBe("all_apps");
  expect(cache.batch.campaigns).toHaveLength(50);
  expect(state.alerts).toMatchObject([{ kind: "all_apps", apps: 50 }]);
  expect(shareOfAll(state.all, "uuid")).toEqual(cache.batch.campaigns);
  expect(shareOfAll(state.all, "other")).not.toEqual(cache.batch.campaigns);
});

it("does the same when the last good batch has ended or is a day old", async () => {
  const { state, next } = bench();
  state.answer = fresh([app("short", t0 + 20 * minute)], t0);
  const short = await next(null);
  state.answer = fresh([app("long")], t0);
  const old = await next(null);
  state.answer = away;
  state.all = [app("any"), app("over", t0 + minute)];
  state.nowMs = t0 + 30 * minute;
  expect((await next(short)).batch.campaigns.map(({ appId }) => appId)).toEqual(["any"]);
  state.nowMs = t0 + 25 * 60 * minute;
  expect((await next(old)).from).toBe("all_apps");
});

it("keeps what it had and asks again when everything is away", async () => {
  const { state, next } = bench();
  state.answer = away;
  state.all = away;
  const cache = await next(null);
  expect(cache).toMatchObject({ from: "nothing", batch: { campaigns: [] } });
  expect(cache.checkAt).toBe(t0 + minute);
  expect(state.alerts.map(({ kind }) => kind)).toEqual(["nothing"]);
});

it.each([401, 403, 404, 410])(
  "tells a %i instead of hiding it behind an old batch",
  async (status) => {
    const { state, next } = bench();
    state.answer = fresh([app("a")], t0);
    const cache = await next(null);
    state.nowMs = cache.checkAt;
    state.answer = new BotApiError("refused", { status });
    await expect(next(cache)).rejects.toMatchObject({ status });
  },
);

it("waits as long as the API asks", async () => {
  const { state, next } = bench();
  state.answer = new BotApiError("later", { status: 503, retryAfterMs: 40 * minute });
  expect((await next(null)).checkAt).toBe(t0 + 40 * minute);
});
