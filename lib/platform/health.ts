import type { Runtime } from "#lib/platform/runtime.ts";

export interface HealthReport {
  /** degraded: works without its fast path. down: cannot take plays. */
  readonly status: "ok" | "degraded" | "down";
  readonly timestamp: string;
  readonly checks: Readonly<
    Record<string, { readonly status: "ok" | "down"; readonly ms: number }>
  >;
}

const patienceMs = 2_000;

async function probe(ask: () => Promise<unknown>): Promise<{ status: "ok" | "down"; ms: number }> {
  const startedMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), patienceMs);
  });
  const status = await Promise.race([ask(), late]).then(
    () => "ok" as const,
    () => "down" as const,
  );
  clearTimeout(timer);
  return { status, ms: Math.round(performance.now() - startedMs) };
}

/** Asks the stores. Redis is the speed, so without it the process is degraded and still takes plays. */
export async function checkHealth(
  runtime: Pick<Runtime, "database" | "redis" | "clock">,
): Promise<HealthReport> {
  const [database, redis] = await Promise.all([
    probe(async () => runtime.database.sql`select 1`),
    probe(() => runtime.redis.ping()),
  ]);
  const status = database.status === "down" ? "down" : redis.status === "down" ? "degraded" : "ok";
  return {
    status,
    timestamp: new Date(runtime.clock.now()).toISOString(),
    checks: { database, redis },
  };
}
