import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answer, PlayApi } from "#components/player/play-api.ts";
import { createPlayMemory, pageStore } from "#components/player/play-memory.ts";
import { newPlayId, PlaySession } from "#components/player/play-session.ts";
import type { PlaySocketHandlers } from "#components/player/play-socket.ts";
import {
  initialState,
  type PlayerEvent,
  type PlayerState,
  phaseOf,
  playerReducer,
} from "#components/player/player-state.ts";
import type { GameView, PlayView } from "#lib/plays/contract.ts";

const gameId = "6f9d1c1e-0000-4000-8000-000000000001";
const live: GameView = {
  gameId,
  state: "live",
  startsAt: "2026-11-20T17:00:00Z",
  endsAt: "2026-11-22T21:00:00Z",
  opensAt: null,
  left: 412,
  total: 1000,
  lagS: 0,
};
const unreachable = { kind: "unreachable" } as const;
const refusedWith = (status: number, code: string): Answer<never> => ({
  kind: "refused",
  status,
  refusal: { code, sentence: "No.", retryable: status === 429, retryAfterS: 2 },
});

/** A page without a browser: server, socket and reels are told what to do by the test. */
function openPage(store = pageStore()) {
  let state: PlayerState = initialState(live, false);
  const events: PlayerEvent[] = [];
  const submitted: string[] = [];
  const acted: string[] = [];
  const server = {
    submit: (): Answer<{ revealInMs: number }> => ({ kind: "ok", value: { revealInMs: 5_000 } }),
    read: (playId: string): Answer<PlayView> => ({
      kind: "ok",
      value: { playId, state: "PENDING" },
    }),
  };
  let socket: PlaySocketHandlers | undefined;
  const api = {
    submit: async ({ playId }: { playId: string }) => {
      submitted.push(playId);
      const answer = server.submit();
      if (answer.kind !== "ok") return answer;
      const now = new Date().toISOString();
      const { revealInMs } = answer.value;
      const value = { playId, acceptedAt: now, revealAt: now, revealInMs, landInMs: 10_000 };
      return { kind: "ok", value: { ...value, queued: true } } as const;
    },
    read: async (playId: string) => server.read(playId),
    reveal: async () => unreachable,
    game: async () => unreachable,
  } satisfies PlayApi;
  const session = new PlaySession({
    gameId,
    landMs: 10_000,
    neutralFaces: [1, 4, 7],
    api,
    memory: createPlayMemory(store, () => "all"),
    driver: {
      start: ({ elapsedMs }) => void acted.push(`start ${elapsedMs}`),
      land: async (faces) => void acted.push(`land ${faces.join()}`),
      hurry: () => void acted.push("hurry"),
      rest: () => void acted.push("rest"),
      show: (faces) => void acted.push(`show ${faces.join()}`),
    },
    openSocket: async (handlers) => {
      socket = handlers;
      return { isConnected: () => false, watch: () => undefined, close: () => undefined };
    },
    dispatch: (event) => {
      events.push(event);
      state = playerReducer(state, event);
    },
    onStop: () => undefined,
    onKnown: () => undefined,
    onLanded: () => undefined,
  });
  return {
    session,
    server,
    submitted,
    acted,
    store,
    phase: () => phaseOf(state),
    playId: () => state.play?.playId ?? "",
    push: (view: PlayView) => socket?.onResult(view),
    reconnect: () => socket?.onConnect(),
  };
}

const lose = (playId: string): PlayView => ({ playId, state: "LOSE", faces: [0, 1, 2] });

describe("a play on the page", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("moves the reels before the server has answered", () => {
    const page = openPage();
    page.session.pull(undefined);
    expect(page.acted).toEqual(["start 0"]);
    expect(page.phase()).toBe("pulled");
  });

  it("lands on the faces the server pushed, once", async () => {
    const page = openPage();
    page.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(5_000);
    page.push(lose(page.playId()));
    page.push(lose(page.playId()));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(page.acted).toEqual(["start 0", "land 0,1,2"]);
    expect(page.phase()).toBe("lost");
  });

  it("never makes up a result: late at ten seconds, at rest at twelve, and still waiting after a minute", async () => {
    const page = openPage();
    page.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(9_990);
    expect(page.phase()).toBe("accepted");
    await vi.advanceTimersByTimeAsync(20);
    expect(page.phase()).toBe("late");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(page.phase()).toBe("resting");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.phase()).toBe("resting");
    expect(page.acted).toEqual(["start 0", "rest"]);

    page.server.read = (playId) => ({ kind: "ok", value: lose(playId) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(page.phase()).toBe("lost");
  });

  it("hands a lost request in again with the same id until it is answered", async () => {
    const page = openPage();
    page.server.submit = () => unreachable;
    page.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(page.submitted.length).toBeGreaterThan(2);
    page.server.submit = () => ({ kind: "ok", value: { revealInMs: 0 } });
    await vi.advanceTimersByTimeAsync(4_500);
    expect(new Set(page.submitted)).toEqual(new Set([page.playId()]));
    expect(page.phase()).toBe("accepted");
  });

  it("waits as long as the server asks before it hands the play in again", async () => {
    const page = openPage();
    page.server.submit = () => ({ ...unreachable, retryAfterMs: 9_000 });
    page.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(8_900);
    expect(page.submitted).toEqual([page.playId()]);
    await vi.advanceTimersByTimeAsync(200);
    expect(page.submitted).toEqual([page.playId(), page.playId()]);
  });

  it("stops the reels and gives the pull back when the play is refused", async () => {
    const page = openPage();
    page.server.submit = () => refusedWith(403, "play_limit");
    page.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(page.phase()).toBe("refused");
    expect(page.acted).toEqual(["start 0", "rest"]);
    expect(createPlayMemory(page.store, () => "all").read(gameId)).toMatchObject({
      used: 0,
      play: null,
    });
  });

  it("asks for the stored result on every connect", async () => {
    const page = openPage();
    page.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(100);
    page.server.read = (playId) => ({ kind: "ok", value: lose(playId) });
    page.reconnect();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.phase()).toBe("lost");
  });

  it("goes on after a reload with the same play and the time that is left", async () => {
    const before = openPage();
    before.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(3_000);
    const playId = before.playId();
    before.session.close();

    const reloaded = openPage(before.store);
    await reloaded.session.resume();
    expect(reloaded.acted).toEqual(["start 3000"]);
    expect(reloaded.playId()).toBe(playId);
    expect(reloaded.submitted).toEqual([]);
    reloaded.server.read = (id) => ({ kind: "ok", value: lose(id) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reloaded.phase()).toBe("lost");

    const later = openPage(before.store);
    later.server.read = (id) => ({ kind: "ok", value: lose(id) });
    await later.session.resume();
    expect(later.acted).toEqual(["show 0,1,2"]);
    expect(later.phase()).toBe("lost");
  });

  it("lets go of a play the server does not know as this player's", async () => {
    const before = openPage();
    before.session.pull(undefined);
    await vi.advanceTimersByTimeAsync(100);
    before.session.close();
    const reloaded = openPage(before.store);
    reloaded.server.read = () => refusedWith(404, "unknown_play");
    await reloaded.session.resume();
    await vi.advanceTimersByTimeAsync(0);
    expect(reloaded.phase()).toBe("ready");
  });
});

describe("a play id", () => {
  it("is a version 4 UUID, also where the browser withholds randomUUID", () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(newPlayId()).toMatch(uuid);
    const own = crypto.randomUUID;
    Object.assign(crypto, { randomUUID: undefined });
    try {
      expect(newPlayId()).toMatch(uuid);
    } finally {
      Object.assign(crypto, { randomUUID: own });
    }
  });
});
