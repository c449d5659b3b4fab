// One virtual player: hands a play in until it is taken or refused for good, keeping to every Retry-After, and waits for
// its result on a socket or by the long poll.

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import { playAcceptedSchema, playViewSchema } from "#lib/plays/contract.ts";
import type { Front } from "#workers/drill/front.ts";

export interface PlayerTask {
  readonly front: Front;
  readonly gameId: string;
  readonly token: string;
  readonly usesSocket: boolean;
  /** After so long without a result the player goes home. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly onAccepted: () => void;
  readonly onDelivered: () => void;
}

export interface PlayerStory {
  readonly playId: string;
  readonly fate: "accepted" | "refused" | "failed";
  /** Of the last call, the one that was taken. */
  readonly acceptMs: number;
  /** Moment of the 202 on this process's clock. */
  readonly acceptedAtMs: number;
  readonly tooMany: number;
  /** It was told when to come again, came then and not before, and was taken. */
  readonly honoured: boolean;
  readonly delivered: boolean;
  readonly bySocket: boolean;
  /** After the moment it might be shown. */
  readonly lateMs: number;
}

const triesMax = 40;
const retryAfterMaxS = 60;
const finalState = z.object({ state: z.enum(["WIN", "LOSE", "VOID"]) });

export async function playOnce(task: PlayerTask): Promise<PlayerStory> {
  const playId = randomUUID();
  const line = task.usesSocket ? await openLine(task) : undefined;
  try {
    const taken = await handIn(task, playId);
    const story = {
      ...{ playId, fate: taken.fate, acceptMs: taken.ms, acceptedAtMs: taken.atMs },
      ...{ tooMany: taken.tooMany, honoured: taken.fate === "accepted" && taken.tooMany > 0 },
      ...{ delivered: false, bySocket: false, lateMs: 0 },
    };
    if (taken.fate !== "accepted") return story;
    task.onAccepted();
    const dueAtMs = taken.atMs + taken.revealInMs;
    const seen = await awaitResult(task, playId, dueAtMs, line);
    if (!seen) return story;
    task.onDelivered();
    const lateMs = Math.max(0, seen.atMs - dueAtMs);
    return { ...story, delivered: true, bySocket: seen.bySocket, lateMs };
  } finally {
    line?.socket.disconnect();
  }
}

interface Taken {
  readonly fate: PlayerStory["fate"];
  readonly ms: number;
  readonly atMs: number;
  readonly revealInMs: number;
  readonly tooMany: number;
}

/** The same id again and again: however often it is handed in, it is one play. */
async function handIn(task: PlayerTask, playId: string): Promise<Taken> {
  let tooMany = 0;
  const end = (fate: Taken["fate"], ms = 0, revealInMs = 0): Taken => ({
    ...{ fate, ms, revealInMs, tooMany, atMs: performance.now() },
  });
  for (let tries = 0; tries < triesMax && !task.signal.aborted; tries++) {
    const from = performance.now();
    const { gameId, token, signal } = task;
    const call = { method: "POST", path: "/api/plays", token, signal } as const;
    const answer = await task.front
      .call({ ...call, body: { playId, gameId } })
      .catch(() => undefined);
    const ms = performance.now() - from;
    if (answer?.status === 202 || answer?.status === 200) {
      const body = playAcceptedSchema.safeParse(answer.body);
      if (body.success) return end("accepted", ms, body.data.revealInMs);
      return end("failed", ms);
    }
    const isBusy = answer?.status === 429 || answer?.status === 503;
    if (answer && !isBusy && answer.status < 500) return end("refused", ms);
    if (answer?.status === 429) tooMany += 1;
    const waitS = Math.min(retryAfterMaxS, answer?.retryAfterS ?? 0.5);
    await delay(waitS * 1_000, undefined, { signal }).catch(() => undefined);
  }
  return end("failed");
}

interface Line {
  readonly socket: Socket;
  /** Results told so far, and who waits for one. */
  readonly told: Map<string, number>;
  notify: () => void;
}

async function openLine({ front, gameId, token, signal }: PlayerTask): Promise<Line | undefined> {
  if (signal.aborted) return undefined;
  const socket = io(`${front.url}/play`, {
    transports: ["websocket"],
    auth: { gameId, token },
    forceNew: true,
    reconnectionDelay: 500,
  });
  const line: Line = { socket, told: new Map(), notify: () => undefined };
  socket.on("result", (view: unknown) => {
    const result = playViewSchema.safeParse(view);
    if (!result.success || !finalState.safeParse(view).success) return;
    line.told.set(result.data.playId, performance.now());
    line.notify();
  });
  const connected = new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    signal.addEventListener("abort", () => resolve(false), { once: true });
  });
  const isOpen = await Promise.race([connected, delay(20_000, false, { ref: false })]);
  if (isOpen) return line;
  socket.disconnect();
  return undefined;
}

async function awaitResult(
  task: PlayerTask,
  playId: string,
  dueAtMs: number,
  line: Line | undefined,
): Promise<{ readonly atMs: number; readonly bySocket: boolean } | undefined> {
  const untilMs = dueAtMs + task.patienceMs;
  if (line) {
    const told = await onLine(task, playId, untilMs, line);
    return told === undefined ? undefined : { atMs: told, bySocket: true };
  }
  while (performance.now() < untilMs && !task.signal.aborted) {
    const { token, signal } = task;
    const path = `/api/plays/${playId}?waitMs=20000`;
    const answer = await task.front
      .call({ method: "GET", path, token, signal })
      .catch(() => undefined);
    if (answer?.status === 200 && finalState.safeParse(answer.body).success) {
      return { atMs: performance.now(), bySocket: false };
    }
    if (answer?.status === 200) continue;
    const waitS = Math.min(retryAfterMaxS, answer?.retryAfterS ?? 0.5);
    await delay(waitS * 1_000, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

async function onLine(
  { signal }: PlayerTask,
  playId: string,
  untilMs: number,
  line: Line,
): Promise<number | undefined> {
  const watch = () => void line.socket.emit("watch", { playIds: [playId] });
  watch();
  line.socket.on("connect", watch);
  const told = new Promise<void>((resolve) => {
    line.notify = () => {
      if (line.told.has(playId)) resolve();
    };
    line.notify();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([
    told,
    delay(Math.max(0, untilMs - performance.now()), undefined, { ref: false }),
  ]);
  return line.told.get(playId);
}
