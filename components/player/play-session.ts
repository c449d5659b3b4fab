// Carries one play from the pull to the landing: hands it to the server until the server has it, listens for
// its result on every channel there is, and moves the reels. It never makes up a result.

import type { PlayApi, PlayRequestBody } from "#components/player/play-api.ts";
import type { PlayMemory, PlayRecord } from "#components/player/play-memory.ts";
import type { PlaySocket, PlaySocketHandlers } from "#components/player/play-socket.ts";
import type { FinalView, PlayerEvent } from "#components/player/player-state.ts";
import type { MachineDriver } from "#components/reel/machine-driver.ts";
import type { Triple } from "#components/reel/reel-plan.ts";
import type { PlayView } from "#lib/plays/contract.ts";

export interface SessionDeps {
  readonly gameId: string;
  /** From the pull to the landing of an untouched reel. */
  readonly landMs: number;
  readonly neutralFaces: Triple;
  readonly api: PlayApi;
  readonly memory: PlayMemory;
  readonly driver: MachineDriver;
  readonly openSocket: (handlers: PlaySocketHandlers) => Promise<PlaySocket>;
  readonly dispatch: (event: PlayerEvent) => void;
  readonly onStop: (reel: number) => void;
  /** A result is known but not yet to be seen: time to put the right letters on the strips. */
  readonly onKnown: (result: FinalView) => void;
  readonly onLanded: (result: FinalView) => void;
}

/** How long the reels cruise beyond their time before they rest. */
const restAfterMs = 2_000;
const resubmitWithinMs = 600_000;
const pollMs = [600, 1_500, 2_500, 4_000, 8_000] as const;
const longPollMs = 15_000;
const resubmitMs = [500, 1_000, 2_000, 4_000] as const;

/** Also in pages served without TLS, where crypto.randomUUID is missing: a phone on the local network. */
export function newPlayId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

class ActivePlay {
  readonly playId: string;
  readonly meta: PlayRequestBody["meta"];
  accepted: boolean;
  finished = false;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(playId: string, accepted: boolean, meta?: PlayRequestBody["meta"]) {
    this.playId = playId;
    this.accepted = accepted;
    this.meta = meta;
  }

  /** Never resolves once the play has ended: whoever sleeps has nothing left to do. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.finished) this.#timers.add(setTimeout(resolve, Math.max(0, ms)));
    });
  }

  end(): void {
    this.finished = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

export class PlaySession {
  readonly #deps: SessionDeps;
  #active: ActivePlay | null = null;
  #socket: PlaySocket | undefined;
  #closed = false;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  pull(meta: PlayRequestBody["meta"]): void {
    if (this.#active) return;
    const record: PlayRecord = {
      playId: newPlayId(),
      pulledAt: Date.now(),
      landMs: this.#deps.landMs,
      accepted: false,
      seen: false,
    };
    this.#deps.dispatch({ type: "pull", playId: record.playId });
    this.#deps.memory.begin(this.#deps.gameId, record);
    this.#start(record, meta, 0);
  }

  /** Goes on with what the browser remembers. */
  async resume(): Promise<void> {
    const { play: record } = this.#deps.memory.read(this.#deps.gameId);
    if (!record || this.#active) return;
    if (record.seen) return this.#showSeen(record);
    const elapsedMs = Math.max(0, Date.now() - record.pulledAt);
    // A pull of long ago that was never answered is asked after, but not handed in again behind the player's back.
    const accepted = record.accepted || elapsedMs > resubmitWithinMs;
    this.#deps.dispatch({ type: "resume", playId: record.playId, accepted });
    this.#start({ ...record, accepted }, undefined, elapsedMs);
  }

  hurry(): void {
    this.#deps.driver.hurry();
  }

  again(): void {
    if (!this.#active?.finished) return;
    this.#active = null;
    this.#deps.memory.clear(this.#deps.gameId);
    this.#deps.dispatch({ type: "again" });
  }

  /** The page came back to the front or to the network: asks for the stored result. */
  reread(): void {
    const play = this.#active;
    if (play?.accepted && !play.finished) void this.#readOnce(play);
  }

  close(): void {
    this.#closed = true;
    this.#active?.end();
    this.#socket?.close();
  }

  #isCurrent(play: ActivePlay): boolean {
    return this.#active === play && !play.finished && !this.#closed;
  }

  #start(record: PlayRecord, meta: PlayRequestBody["meta"], elapsedMs: number): void {
    const { driver, landMs, onStop } = this.#deps;
    const play = new ActivePlay(record.playId, record.accepted, meta);
    this.#active = play;
    if (elapsedMs < landMs + restAfterMs) driver.start({ landMs, elapsedMs, onStop });
    this.#schedule(play, elapsedMs);
    if (!play.accepted) return void this.#submit(play);
    this.#listen(play);
    void this.#readOnce(play).then(() => this.#follow(play, 0));
  }

  #schedule(play: ActivePlay, elapsedMs: number): void {
    const { landMs, dispatch, driver, neutralFaces } = this.#deps;
    const { playId } = play;
    void play.sleep(landMs - elapsedMs).then(() => {
      if (this.#isCurrent(play)) dispatch({ type: "late", playId });
    });
    void play.sleep(landMs + restAfterMs - elapsedMs).then(() => {
      if (!this.#isCurrent(play)) return;
      dispatch({ type: "rest", playId });
      driver.rest(neutralFaces);
    });
  }

  /** Until the server has the play or refuses it; always the same id, so that it is one play. */
  async #submit(play: ActivePlay): Promise<void> {
    const { api, dispatch, driver, gameId, memory, neutralFaces } = this.#deps;
    const { playId, meta } = play;
    for (let round = 0; this.#isCurrent(play); round++) {
      const answer = await api.submit({ playId, gameId, ...(meta ? { meta } : {}) });
      if (!this.#isCurrent(play)) return;
      dispatch({ type: "connection", online: answer.kind !== "unreachable" });
      if (answer.kind === "ok") {
        play.accepted = true;
        memory.update(gameId, playId, { accepted: true });
        dispatch({ type: "accepted", playId });
        this.#listen(play);
        return this.#follow(play, answer.value.revealInMs);
      }
      if (answer.kind === "refused") {
        this.#forget(play);
        driver.rest(neutralFaces);
        dispatch({ type: "refused", playId, refusal: answer.refusal });
        return;
      }
      const asked = answer.retryAfterMs ?? 0;
      await play.sleep(Math.max(asked, resubmitMs[Math.min(round, resubmitMs.length - 1)] ?? 0));
    }
  }

  #forget(play: ActivePlay): void {
    play.end();
    this.#active = null;
    this.#deps.memory.undo(this.#deps.gameId, play.playId);
  }

  /** From revealAt on: the socket should have pushed; asking covers every way in which it did not. */
  async #follow(play: ActivePlay, revealInMs: number): Promise<void> {
    await play.sleep(revealInMs);
    for (let round = 0; this.#isCurrent(play); round++) {
      const connected = this.#socket?.isConnected() ?? false;
      if (connected || round > 0) {
        await play.sleep(pollMs[Math.min(round, pollMs.length - 1)] ?? 0);
      }
      if (this.#isCurrent(play)) await this.#readOnce(play, connected ? undefined : longPollMs);
    }
  }

  async #readOnce(play: ActivePlay, waitMs?: number): Promise<void> {
    const answer = await this.#deps.api.read(play.playId, waitMs);
    if (!this.#isCurrent(play)) return;
    this.#deps.dispatch({ type: "connection", online: answer.kind !== "unreachable" });
    if (answer.kind === "ok") return this.#onView(answer.value);
    if (answer.kind === "unreachable" || answer.refusal.retryable) return;
    // No such play of this player, or no such player: nothing is left to wait for here.
    if (answer.status === 404 || answer.status === 401) {
      this.#forget(play);
      this.#deps.driver.rest(this.#deps.neutralFaces);
      this.#deps.dispatch({ type: "forgotten", playId: play.playId });
    }
  }

  /** Without the socket the page asks instead: loading it may fail, the play goes on. */
  #listen(play: ActivePlay): void {
    const open = async () => {
      this.#socket ??= await this.#deps.openSocket({
        onResult: (view) => this.#onView(view),
        onGame: (view) => this.#deps.dispatch({ type: "game", view }),
        onConnect: () => this.reread(),
      });
      if (this.#closed) this.#socket.close();
      else this.#socket.watch(play.playId);
    };
    open().catch(() => undefined);
  }

  #onView(view: PlayView): void {
    const play = this.#active;
    if (!play || play.finished || view.state === "PENDING" || view.playId !== play.playId) return;
    play.end();
    void this.#land(play, view);
  }

  async #land(play: ActivePlay, view: FinalView): Promise<void> {
    const { dispatch, driver, gameId, memory, neutralFaces } = this.#deps;
    const { playId } = play;
    memory.update(gameId, playId, { accepted: true });
    this.#deps.onKnown(view);
    dispatch({ type: "result", view });
    await driver.land(view.state === "VOID" ? neutralFaces : view.faces);
    if (this.#active !== play || this.#closed) return;
    memory.update(gameId, playId, { seen: true });
    dispatch({ type: "landed", playId });
    this.#deps.onLanded(view);
  }

  /** A result that was shown before stands there again at once, without a spin and without fanfare. */
  async #showSeen({ playId }: PlayRecord): Promise<void> {
    const { api, dispatch, driver, gameId, memory, neutralFaces } = this.#deps;
    const answer = await api.read(playId);
    if (this.#active || this.#closed) return;
    if (answer.kind === "refused" && !answer.refusal.retryable) return memory.clear(gameId);
    if (answer.kind !== "ok" || answer.value.state === "PENDING") return;
    const view = answer.value;
    this.#active = new ActivePlay(playId, true);
    this.#active.end();
    this.#deps.onKnown(view);
    dispatch({ type: "resume", playId, accepted: true });
    dispatch({ type: "result", view, landed: true });
    driver.show(view.state === "VOID" ? neutralFaces : view.faces);
  }
}
