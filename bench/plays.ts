// How fast plays are decided and accepted, beside the ways it is usually done, on the same stores:
//   npm run bench -- plays --json [--rounds 5] [--plays 30000] [--seconds 3] [--only decided,intake,bare]
// Rounds are interleaved, so that a slow minute of the machine is everybody's; figures are medians.

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openDatabase } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import { freePort } from "#lib/testing/stores.ts";
import { startChild } from "./plays/child.ts";
import { measureDecided } from "./plays/decide-rounds.ts";
import { measureIntake, startNext } from "./plays/intake-rounds.ts";
import { measureBullmq, measureInsert, measurePeer, preparePeers } from "./plays/peers.ts";
import { median } from "./plays/stage.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    plays: { type: "string", default: "30000" },
    seconds: { type: "string", default: "3" },
    only: { type: "string", default: "decided,peers,intake,bare,next" },
  },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const plays = Number(values.plays);
const seconds = Number(values.seconds);
const { DATABASE_URL = "", REDIS_URL = "", FROLIC_SECRET = "" } = process.env;
const parts = new Set(values.only.split(","));
const say = (text: string) => process.stderr.write(`${text}\n`);

/** Microseconds of one flushed 8 KB write: what a commit cannot be faster than. */
function fsyncUs(): number {
  const folder = mkdtempSync(join(tmpdir(), "frolic-fsync-"));
  const file = openSync(join(folder, "x"), "w");
  const page = Buffer.alloc(8_192);
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const from = performance.now();
    writeSync(file, page, 0, page.length, i * page.length);
    fdatasyncSync(file);
    times.push((performance.now() - from) * 1_000);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(times);
}

type Figures = Record<string, number[]>;

function note(figures: Figures, name: string, value: number): void {
  figures[name] = [...(figures[name] ?? []), value];
  say(`  ${name.padEnd(20)} ${Math.round(value)}`);
}

/** The best number of connections is looked for once and then kept. */
async function bestOf(
  candidates: readonly number[],
  measure: (candidate: number) => Promise<number>,
): Promise<number> {
  let best = { candidate: candidates[0] ?? 1, perS: 0 };
  for (const candidate of candidates) {
    const perS = await measure(candidate);
    if (perS > best.perS) best = { candidate, perS };
  }
  return best.candidate;
}

await migrateDatabase(DATABASE_URL, "drizzle");
const database = openDatabase(DATABASE_URL, { max: 4, statementTimeoutMs: 120_000 });
await preparePeers(database);
const worker = await startChild("worker");
const load = await startChild("load");
const gatewayEnv = { HOST: "127.0.0.1", TRUST_PROXY: "1", LOG_LEVEL: "silent" };
const next = parts.has("next") ? await startNext() : undefined;

const peer = (locks: boolean) => (connections: number) =>
  measurePeer(DATABASE_URL, { locks, connections, seconds: seconds / 2 });
const bullmq = (jobs: number) => (concurrency: number) =>
  measureBullmq(DATABASE_URL, REDIS_URL, { concurrency, jobs });

async function findBest() {
  const lanes = [4, 8, 16, 32];
  const hotRow = await bestOf(lanes, peer(true));
  const skipLocked = await bestOf(lanes, peer(false));
  const concurrency = await bestOf([16, 32, 64, 128], bullmq(2_000));
  say(`best: ${hotRow} and ${skipLocked} connections, concurrency ${concurrency}`);
  return { hotRow, skipLocked, concurrency };
}

const figures: Figures = {};
const order = { seconds, secret: FROLIC_SECRET, redisUrl: REDIS_URL };

async function measurePeers(best: Awaited<ReturnType<typeof findBest>>): Promise<void> {
  const row = { locks: true, connections: best.hotRow, seconds };
  note(figures, "pgHotRowPerS", await measurePeer(DATABASE_URL, row));
  const free = { locks: false, connections: best.skipLocked, seconds };
  note(figures, "pgSkipLockedPerS", await measurePeer(DATABASE_URL, free));
  note(figures, "bullmqPerS", await bullmq(6_000)(best.concurrency));
  note(figures, "insertCeilingPerS", await measureInsert(DATABASE_URL, seconds));
}

/** One server of its own for a round, so that none starts warmer than another. */
async function measureServer(name: "gateway" | "bare"): Promise<{ perS: number; p99Ms: number }> {
  const env = name === "gateway" ? { ...gatewayEnv, PORT: String(await freePort()) } : {};
  const server = await startChild<{ port: number }>(name, env);
  const target = { port: server.hello.port, connections: 256, pid: server.process.pid };
  const report = await measureIntake(database, load, target, order);
  await server.end();
  return report;
}

const best = parts.has("peers") ? await findBest() : undefined;
for (let round = 0; round < rounds; round++) {
  say(`round ${round + 1} of ${rounds}`);
  if (parts.has("decided")) {
    const decided = await measureDecided(database, REDIS_URL, worker, { plays, round });
    note(figures, "decidedPerS", decided);
  }
  if (best) await measurePeers(best);
  if (parts.has("intake")) {
    const intake = await measureServer("gateway");
    note(figures, "intakePerS", intake.perS);
    note(figures, "intakeP99Ms", intake.p99Ms);
  }
  if (parts.has("bare")) note(figures, "bareIntakePerS", (await measureServer("bare")).perS);
  if (next) {
    const target = { port: next.port, connections: 64, pid: next.process.pid };
    note(figures, "nextIntakePerS", (await measureIntake(database, load, target, order)).perS);
  }
}
await Promise.all([worker.end(), load.end(), database.close()]);
next?.process.kill("SIGTERM");

const of = (name: string) => Math.round(median(figures[name] ?? [0]) * 10) / 10;
const names = [
  ...["decidedPerS", "pgHotRowPerS", "pgSkipLockedPerS", "bullmqPerS", "insertCeilingPerS"],
  ...["intakePerS", "bareIntakePerS", "nextIntakePerS", "intakeP99Ms"],
];
const result = {
  ...Object.fromEntries(names.map((name) => [name, of(name)])),
  fsyncUs: Math.round(fsyncUs()),
  cores: availableParallelism(),
};
say(
  `decided / hot row ${(of("decidedPerS") / of("pgHotRowPerS")).toFixed(1)} (asked 6), ` +
    `/ skip locked ${(of("decidedPerS") / of("pgSkipLockedPerS")).toFixed(1)} (2), ` +
    `/ BullMQ ${(of("decidedPerS") / of("bullmqPerS")).toFixed(1)} (4), ` +
    `intake / bare ${(of("intakePerS") / of("bareIntakePerS")).toFixed(2)} (0.65)`,
);
process.stdout.write(`${JSON.stringify(result)}\n`);
