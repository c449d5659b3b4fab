import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import type { ProcessRole } from "#lib/platform/grants.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";
import { ensureRoles, urlAs } from "#scripts/stores/roles.mjs";

const templateName = "frolic_test_template";
const templateLock = 74_017_002;

function serverUrl(): URL {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Error(
      "Run integration tests through: node scripts/with-stores.mjs -- npx vitest run --project int",
    );
  return new URL(url);
}

function withDatabase(url: URL, name: string): string {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.toString();
}

/** One migrated template per server; each test file clones it, which takes some 50 ms instead of a migration. */
async function ensureTemplate(admin: postgres.Sql, url: URL): Promise<void> {
  await admin`select pg_advisory_lock(${templateLock})`;
  try {
    const [found] =
      await admin`select 1 from pg_database where datname = ${templateName} and datistemplate`;
    if (found) return;
    await admin.unsafe(`drop database if exists ${templateName}`);
    await ensureRoles(url.toString());
    await admin.unsafe(`create database ${templateName}`);
    await migrateDatabase(withDatabase(url, templateName), "drizzle");
    await admin.unsafe(`alter database ${templateName} is_template true`);
  } finally {
    await admin`select pg_advisory_unlock(${templateLock})`;
  }
}

export interface TestDatabase extends Database {
  readonly url: string;
  /** The same database for a process, with no more rights than that process has. */
  urlAs(role: ProcessRole): string;
  /** Closes the pool and drops the database; fails when a connection was leaked elsewhere. */
  drop(): Promise<void>;
}

/** A database of its own, migrated, on the real server of the run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = serverUrl();
  const admin = postgres(url.toString(), { max: 1, onnotice: () => undefined });
  const name = `frolic_test_${randomBytes(6).toString("hex")}`;
  try {
    await ensureTemplate(admin, url);
    await admin`select pg_advisory_lock(${templateLock})`;
    await admin.unsafe(`create database ${name} template ${templateName}`);
  } finally {
    await admin.end();
  }
  const databaseUrl = withDatabase(url, name);
  const database = openDatabase(databaseUrl, { applicationName: "frolic-test" });
  const drop = async () => {
    await database.close();
    const closer = postgres(url.toString(), { max: 1, onnotice: () => undefined });
    await closer.unsafe(`drop database ${name} with (force)`);
    await closer.end();
  };
  return {
    ...database,
    url: databaseUrl,
    urlAs: (role) => urlAs(databaseUrl, `frolic_${role}`),
    drop,
  };
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  probe.close();
  await once(probe, "close");
  return address.port;
}

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly process: ChildProcess;
  /** kill -9: what a crash looks like. */
  kill(): Promise<void>;
  /** Starts again on the same port and folder, after kill(). */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

function spawnRedis(port: number, folder: string): ChildProcess {
  const bin = process.env.FROLIC_REDIS_BIN ?? "redis-server";
  const library = process.env.FROLIC_REDIS_LIB;
  const options = [
    "--appendonly",
    "yes",
    "--appendfsync",
    "always",
    "--save",
    "",
    "--maxmemory-policy",
    "noeviction",
  ];
  return spawn(bin, ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...options], {
    stdio: "ignore",
    env: { ...process.env, ...(library ? { LD_LIBRARY_PATH: library } : {}) },
  });
}

async function untilRedisAnswers(url: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const probe = openRedis(url, { name: "probe" });
    const connected = await connectRedis(probe);
    const ready = connected && (await probe.ping().catch(() => "")) === "PONG";
    probe.disconnect();
    if (ready) return;
    if (performance.now() > deadline) throw new Error(`no Redis at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A Redis process of its own: the test may flush, kill or roll it back without harming another file. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "frolic-redis-"));
  const url = `redis://127.0.0.1:${port}`;
  let child = spawnRedis(port, folder);
  await untilRedisAnswers(url);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url,
    port,
    folder,
    get process() {
      return child;
    },
    kill,
    restart: async () => {
      child = spawnRedis(port, folder);
      await untilRedisAnswers(url);
    },
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Polls until `check` gives a truthy value; fails with `what` at the deadline. Never a fixed sleep. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | null | false>,
  deadlineMs = 40_000,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
