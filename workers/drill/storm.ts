// The stampede: every virtual player arrives within a few seconds, as after a gong.

import { setMaxListeners } from "node:events";
import { cpus, totalmem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { DrillProgress, DrillReport } from "#lib/rehearsal/contract.ts";
import { openFront } from "#workers/drill/front.ts";
import { type PlayerStory, playOnce } from "#workers/drill/virtual-player.ts";

export interface Storm {
  readonly url: string;
  readonly gameId: string;
  readonly players: number;
  readonly tokenOf: () => string;
  readonly signal: AbortSignal;
}

/** All of them arrive within so long. */
const gongMs = 4_000;
/** Every so many players waits on a socket, the others by long poll; more sockets would measure this process. */
const socketsMax = 250;
const patienceMs = 90_000;

export interface RunningStorm {
  readonly progress: () => DrillProgress;
  readonly stories: Promise<PlayerStory[]>;
}

export function startStorm(storm: Storm): RunningStorm {
  const { players, gameId, signal } = storm;
  const front = openFront(storm.url);
  // Every player listens to it.
  setMaxListeners(0, signal);
  const every = Math.max(1, Math.ceil(players / socketsMax));
  const counts = { sent: 0, accepted: 0, delivered: 0 };
  const runs = Array.from({ length: players }, async (_, index) => {
    await delay((gongMs * index) / players, undefined, { signal }).catch(() => undefined);
    counts.sent += 1;
    return await playOnce({
      ...{ front, gameId, token: storm.tokenOf(), patienceMs, signal },
      usesSocket: index % every === 0,
      onAccepted: () => {
        counts.accepted += 1;
      },
      onDelivered: () => {
        counts.delivered += 1;
      },
    });
  });
  return {
    progress: () => ({ ...counts }),
    stories: Promise.all(runs).finally(() => front.close()),
  };
}

export type StormFigures = Omit<
  DrillReport,
  "decided" | "wins" | "lost" | "doubled" | "verdict" | "durationS"
>;

export function figuresOf(stories: readonly PlayerStory[], startedAtMs: number): StormFigures {
  const accepted = stories.filter(({ fate }) => fate === "accepted");
  const delivered = stories.filter((story) => story.delivered);
  const lateMs = delivered.map((story) => story.lateMs).sort((a, b) => a - b);
  const acceptMs = accepted.map((story) => story.acceptMs).sort((a, b) => a - b);
  const last = accepted.reduce(
    (most, { acceptedAtMs }) => Math.max(most, acceptedAtMs),
    startedAtMs,
  );
  const acceptS = (last - startedAtMs) / 1_000;
  const [cpu] = cpus();
  return {
    players: stories.length,
    accepted: accepted.length,
    refused: stories.filter(({ fate }) => fate === "refused").length,
    failed: stories.filter(({ fate }) => fate === "failed").length,
    acceptS: round(acceptS),
    acceptedPerS: acceptS > 0 ? round(accepted.length / acceptS) : 0,
    delivered: delivered.length,
    deliveredBySocket: delivered.filter((story) => story.bySocket).length,
    lateMs: { p50: at(lateMs, 0.5), p99: at(lateMs, 0.99), max: at(lateMs, 1) },
    acceptMs: { p50: at(acceptMs, 0.5), p99: at(acceptMs, 0.99) },
    tooMany: stories.reduce((sum, story) => sum + story.tooMany, 0),
    retryAfterHonoured: stories.filter((story) => story.honoured).length,
    machine: {
      cpus: cpus().length,
      model: cpu?.model.trim() ?? "",
      memoryGb: round(totalmem() / 2 ** 30),
    },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The value below which a share of the sorted values lies. */
function at(sorted: readonly number[], share: number): number {
  return round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
