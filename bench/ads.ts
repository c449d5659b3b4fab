// `npm run bench -- ads --json`: submissions through HTTP, processing under 1,000 a second, a drain of 100,000 with workers
// killed at random, the wait of the lowest priority, and what a second worker adds. Last line: one JSON object.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort, runHelper, setting, startProcess } from "#bench/stack/product-process.ts";
import { openAdQueue } from "#lib/ads/queue/bull-queue.ts";
import { sweepAds } from "#lib/ads/queue/sweep-ads.ts";
import { newApiKey } from "#lib/identity/api-key-format.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import { longestWaitOfLow } from "./ads/low-priority.ts";
import { fillQueue, measureBareInsert } from "./ads/stage.ts";

const isQuick = process.argv.includes("--quick");
const seconds = isQuick ? 5 : 30;
const drained = isQuick ? 5_000 : 100_000;
const padded = isQuick ? 1_500 : 6_000;
const file = (name: string) => fileURLToPath(new URL(`./ads/${name}.process.mjs`, import.meta.url));

const databaseUrl = setting("DATABASE_URL");
await migrateDatabase(databaseUrl, "drizzle");
const database = openDatabase(databaseUrl, { max: 4, statementTimeoutMs: 60_000 });
const { sql } = database;
const queue = openAdQueue({ url: setting("REDIS_URL") });

async function makeKey(): Promise<string> {
  const { key, id, secretHash } = newApiKey();
  const [user] = await sql`
    insert into "user" (name, email, role) values ('Bench', 'bench@example.com', 'admin') returning id`;
  await sql`
    insert into api_key (id, name, owner_id, scopes, secret_hash)
    values (${id}, 'bench', ${user?.id}, '{ads:write}', ${secretHash})`;
  return key;
}

const workers = new Set<ChildProcess>();
async function startWorker(env: Record<string, string> = {}): Promise<ChildProcess> {
  const child = fork(file("worker"), [], {
    env: { ...process.env, NODE_ENV: "production", LOG_LEVEL: "error", ...env },
    // As `npm start` starts it.
    execArgv: process.env.BENCH_NODE_FLAGS?.split(" ") ?? [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  workers.add(child);
  child.once("exit", () => workers.delete(child));
  await once(child, "message");
  return child;
}
async function stopWorkers(): Promise<void> {
  const ended = [...workers].map((child) => {
    child.kill("SIGTERM");
    return once(child, "exit");
  });
  await Promise.all(ended);
}
process.on("exit", () => {
  for (const child of workers) child.kill("SIGKILL");
});

async function untilDone(limitS: number, meanwhile?: () => Promise<void>): Promise<number> {
  const from = performance.now();
  for (;;) {
    const [row] = await sql`
      select exists (select 1 from ad where status in ('QUEUED', 'FAILED'))
          or exists (select 1 from ad where status = 'PROCESSING') as waits`;
    const tookS = (performance.now() - from) / 1_000;
    if (!row?.waits || tookS > limitS) return tookS;
    await meanwhile?.();
    await pause(200);
  }
}

async function clear(): Promise<void> {
  await sql`truncate ad, ad_attempt, ad_fingerprint, ad_revision, notification, outbox_event`;
  for (const each of queue.queues()) await each.obliterate({ force: true });
}

interface Load {
  readonly perS: number;
  readonly p99Ms: number;
  readonly statuses: Record<string, number>;
}

const key = await makeKey();
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const gatewayEnv = {
  BASE_URL: base,
  HOST: "127.0.0.1",
  PORT: String(port),
  WEB_URL: "http://127.0.0.1:1",
};
const submit = async (connections: number, forS: number, rate: number) =>
  (await runHelper(file("load"), [
    String(port),
    key,
    String(connections),
    String(forS),
    String(rate),
  ])) as Load;

const bareInsertPerS = await measureBareInsert(sql, isQuick ? 2 : 5);
await clear();

const gateway = await startProcess(["dist/gateway.mjs"], gatewayEnv, `${base}/health/live`);
const asFast = await submit(64, seconds, 0);
console.error("as fast as taken", asFast);
await clear();

await startWorker();
const steady = await submit(64, seconds, 1_000);
await untilDone(120);
const [p] = await sql`
  select percentile_cont(0.95) within group (order by extract(epoch from completed_at - submitted_at) * 1000) as p95,
         percentile_cont(0.5) within group (order by extract(epoch from completed_at - submitted_at) * 1000) as p50
    from ad where status = 'COMPLETED'`;
console.error("at 1,000 a second", steady, p);
await stopWorkers();
await gateway.stop();
await clear();

await fillQueue(sql, drained);
await sweepAds(sql, queue, { all: true });
await Promise.all([startWorker(), startWorker()]);
let killed = 0;
let nextKillAt = performance.now() + 3_000;
const drainS = await untilDone(600, async () => {
  if (performance.now() < nextKillAt) return;
  nextKillAt = performance.now() + 3_000 + Math.random() * 6_000;
  const [victim] = [...workers].sort(() => Math.random() - 0.5);
  victim?.kill("SIGKILL");
  killed += 1;
  await startWorker();
});
const [end] = await sql`
  select count(*) filter (where status <> 'COMPLETED')::int as lost,
         (select count(*)::int from (select ad_id from ad_attempt where outcome = 'completed'
           group by 1 having count(*) > 1) t) as twice
    from ad`;
console.error(`drained ${drained} in ${drainS.toFixed(1)} s, ${killed} workers killed`, end);
await stopWorkers();
await clear();

const low = await longestWaitOfLow(setting("REDIS_URL"), isQuick ? 300 : 900);
const pace: number[] = [];
for (const count of [1, 2]) {
  await clear();
  await fillQueue(sql, padded * count);
  await sweepAds(sql, queue, { all: true });
  const env = { BENCH_PAD_MS: "20", BENCH_CONCURRENCY: "4" };
  await Promise.all(Array.from({ length: count }, () => startWorker(env)));
  const tookS = await untilDone(300);
  pace.push((padded * count) / tookS);
  await stopWorkers();
}
await queue.close();
await database.close();
const round = (value: number) => Math.round(value);
console.log(
  JSON.stringify({
    submissionsPerS: round(asFast.perS),
    bareInsertPerS: round(bareInsertPerS),
    processingP95Ms: round(Number(p?.p95)),
    drained,
    drainS: round(drainS),
    killed,
    lost: end?.lost,
    twice: end?.twice,
    maxWaitLowS: round(low.longestS),
    maxWaitLowBoundS: low.boundS,
    workers1PerS: round(pace[0] ?? 0),
    workers2PerS: round(pace[1] ?? 0),
  }),
);
