import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { expect, test } from "vitest";
import { describePostgres, describeRedis } from "#scripts/checks/store-settings.mjs";
import { startPostgres } from "#scripts/stores/postgres.mjs";
import { isAlive, waitFor } from "#scripts/stores/process.mjs";
import { startThrowawayStores } from "#scripts/stores/throwaway.mjs";

const wait = { timeoutMs: 30_000 };

test("throw-away stores lose no commit, evict nothing, and are gone afterwards", async () => {
  const stores = await startThrowawayStores();
  expect(await describePostgres(stores.env.DATABASE_URL)).toMatchObject({ problems: [] });
  expect(await describeRedis(stores.env.REDIS_URL)).toMatchObject({ problems: [] });
  await stores.stop();
  expect(isAlive(stores.postgres.pid)).toBe(false);
  expect(isAlive(stores.redis.pid)).toBe(false);
  expect(existsSync(stores.folder)).toBe(false);
});

async function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  await waitFor(() => text.includes("\n"), wait);
  return text.trim();
}

test("a killed owner leaves neither stores, command nor folder behind", async () => {
  const print = "console.log(process.env.FROLIC_STORES); setInterval(() => {}, 1000)";
  const args = ["scripts/with-stores.mjs", "--", process.execPath, "-e", print];
  const owner = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const folder = await firstLine(owner);
  const record = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
  const pids = record.processes.map(({ pid }: { pid: number }) => pid);
  expect(pids).toHaveLength(3);
  owner.kill("SIGKILL");
  await waitFor(() => !existsSync(folder), wait);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

test("a cluster starts again over a lock file whose process id belongs to somebody else", async () => {
  const base = mkdtempSync(join(tmpdir(), "frolic-stale-"));
  const dir = join(base, "pg");
  const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  try {
    chmodSync(base, 0o711);
    const first = await startPostgres({ dir, quick: true });
    process.kill(first.pid as number, "SIGKILL");
    await first.exited;
    const lockFile = join(dir, "postmaster.pid");
    const lock = readFileSync(lockFile, "utf8").split("\n");
    writeFileSync(lockFile, [String(bystander.pid), ...lock.slice(1)].join("\n"));
    const second = await startPostgres({ dir });
    const sql = postgres(second.url, { max: 1 });
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    await sql.end();
    expect(second.isNew).toBe(false);
    expect(isAlive(bystander.pid)).toBe(true);
    await second.stop();
  } finally {
    bystander.kill("SIGKILL");
    rmSync(base, { recursive: true, force: true });
  }
});

test("a killed cluster starts again at its port, once the last of its backends is gone", async () => {
  const base = mkdtempSync(join(tmpdir(), "frolic-killed-"));
  try {
    chmodSync(base, 0o711);
    const dir = join(base, "pg");
    const first = await startPostgres({ dir, quick: true });
    const sql = postgres(first.url, { max: 1 });
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const backend = row?.pid ?? 0;
    process.kill(backend, "SIGSTOP");
    process.kill(first.pid as number, "SIGKILL");
    await first.exited;
    const held = startPostgres({ dir, port: first.port, keepPort: true, heldMs: 0 });
    await expect(held).rejects.toThrow("still hold the shared memory");
    const starting = startPostgres({ dir, port: first.port, keepPort: true });
    const refused = "pre-existing shared memory block";
    const isRefused = () => readFileSync(`${dir}.log`, "utf8").split(refused).length > 3;
    expect(await waitFor(isRefused, { timeoutMs: 30_000 })).toBe(true);
    process.kill(backend, "SIGCONT");
    const second = await starting;
    expect(second.port).toBe(first.port);
    await sql.end();
    await second.stop();
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
