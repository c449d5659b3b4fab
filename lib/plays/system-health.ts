// One look at everything a play depends on, in the words of the person who has to do something about it.

import type { Runtime } from "#lib/platform/runtime.ts";
import { type PipelineFacts, readPipelineFacts } from "#lib/plays/store-system-health.ts";

export type CheckState = "ok" | "warn" | "bad";

export interface HealthCheck {
  readonly name: string;
  readonly state: CheckState;
  /** What is so, and when it is not well: what is safe and what to do. */
  readonly sentence: string;
  readonly latencyMs: number | null;
}

export interface SystemHealth {
  readonly state: CheckState;
  /** For the foot of the rail. */
  readonly sentence: string;
  readonly checks: readonly HealthCheck[];
  readonly facts: PipelineFacts | null;
}

/** From here on a player notices; the page of the player says so at the same mark. */
const lagWarnS = 2;

export async function readSystemHealth(
  runtime: Pick<Runtime, "database" | "redis" | "clock">,
): Promise<SystemHealth> {
  const [postgres, redis] = await Promise.all([checkPostgres(runtime), checkRedis(runtime)]);
  const { facts } = postgres;
  const checks = [
    postgres.check,
    redis,
    ...(facts ? [checkWorkers(facts), checkQueue(facts)] : []),
  ];
  const worst = checks.find(({ state }) => state === "bad") ?? checks.find(notWell);
  const lag = facts ? `Queue lag ${facts.lagS.toFixed(1)} s · ` : "";
  return {
    state: worst?.state ?? "ok",
    sentence: worst ? `${worst.name}: see System` : `${lag}all well`,
    checks,
    facts,
  };
}

function notWell({ state }: HealthCheck): boolean {
  return state !== "ok";
}

async function checkPostgres({ database, clock }: Pick<Runtime, "database" | "clock">): Promise<{
  check: HealthCheck;
  facts: PipelineFacts | null;
}> {
  const from = clock.monotonicMs();
  try {
    const facts = await readPipelineFacts(database.sql);
    const sentence = `PostgreSQL ${facts.serverVersion} answers; ${facts.migrations} migrations are in.`;
    const latencyMs = clock.monotonicMs() - from;
    return { check: { name: "Postgres", state: "ok", sentence, latencyMs }, facts };
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown error";
    const sentence = `No plays are taken while Postgres does not answer; everything accepted is safe. Check the server. (${why})`;
    return { check: { name: "Postgres", state: "bad", sentence, latencyMs: null }, facts: null };
  }
}

async function checkRedis({
  redis,
  clock,
}: Pick<Runtime, "redis" | "clock">): Promise<HealthCheck> {
  const from = clock.monotonicMs();
  try {
    await redis.ping();
    const latencyMs = clock.monotonicMs() - from;
    return { name: "Redis", state: "ok", sentence: "Redis answers.", latencyMs };
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown error";
    const sentence = `Plays go on in direct mode, a little slower; nothing is lost. Start Redis again. (${why})`;
    return { name: "Redis", state: "warn", sentence, latencyMs: null };
  }
}

function checkWorkers(facts: PipelineFacts): HealthCheck {
  const name = "Workers";
  if (facts.holders > 0) {
    const who = facts.holders === 1 ? "One worker decides" : `${facts.holders} workers decide`;
    const held = `${facts.leasesHeld} of ${facts.leases} partitions`;
    const state = facts.leasesHeld < facts.leases ? "warn" : "ok";
    return { name, state, sentence: `${who} plays; it holds ${held}.`, latencyMs: null };
  }
  const sentence =
    "No worker decides plays at this moment. Accepted plays wait and stay safe. Start a worker.";
  return { name, state: facts.backlog > 0 ? "bad" : "warn", sentence, latencyMs: null };
}

function checkQueue(facts: PipelineFacts): HealthCheck {
  const late = facts.lagS > lagWarnS;
  const waiting = `${facts.backlog} plays wait, the oldest for ${facts.lagS.toFixed(1)} s.`;
  const direct = facts.directGames ? ` ${facts.directGames} games run without Redis.` : "";
  return {
    name: "Queue",
    state: late ? "warn" : "ok",
    sentence: facts.backlog > 0 ? `${waiting}${direct}` : `No play waits.${direct}`,
    latencyMs: null,
  };
}
