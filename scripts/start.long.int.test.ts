// `npm start` as a whole, on the build of this run: on a busy port, through the death of a process, to its end. Needs
// the build, which comes before in `npm run test:full`; by hand: node scripts/build.mjs first.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#scripts/ports.mjs";
import { isBuilt } from "#scripts/stack/build-stamp.mjs";
import { commandOf, endProcess, isAlive, waitFor } from "#scripts/stores/process.mjs";
import { readRecord } from "#scripts/stores/record.mjs";

const tree = resolve(process.env.FROLIC_BUILD_PLACE || ".");
let folder: string;
let state: string;
let holder: Server;
let busy: number;
let product: ChildProcess;
let said = "";

/** Empty and not absent: an `.env` in the clone must not lead the test to stores of somebody's. */
const unset = Object.fromEntries(
  [
    ...["DATABASE_URL", "DATABASE_DIRECT_URL", "REDIS_URL", "REDIS_CACHE_URL", "BASE_URL"],
    ...["FROLIC_SECRET", "FROLIC_PREVIOUS_SECRET", "HEALTH_PORT", "METRICS_PORT", "WEB_URL"],
    ...["FROLIC_ROLES", "FROLIC_PROMOTER_KEY", "npm_lifecycle_event"],
  ].map((name) => [name, ""]),
);

const inTree = () => ({
  cwd: tree,
  env: { ...process.env, ...unset, PORT: String(busy), FROLIC_STATE_DIR: state },
});

beforeAll(async () => {
  if (!isBuilt(tree)) throw new Error(`${tree} holds no build of its sources: npm run build`);
  // Postgres runs as another user under root, and has to reach its cluster.
  folder = realpathSync(mkdtempSync(join(tmpdir(), "frolic-start-")));
  chmodSync(folder, 0o711);
  state = join(folder, "state");
  busy = await freePort();
  holder = createServer().listen(busy);
  await once(holder, "listening");
  product = spawn(process.execPath, ["scripts/start.mjs"], { ...inTree(), stdio: "pipe" });
  for (const stream of [product.stdout, product.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
});

afterAll(async () => {
  if (product?.pid) await endProcess(product.pid, { timeoutMs: 40_000 });
  holder?.close();
  // Of a start that had to be killed the reaper is still at work.
  await waitFor(() => ofTheProduct().length === 0, { timeoutMs: 15_000, everyMs: 200 });
  rmSync(folder, { recursive: true, force: true });
});

/** The processes that the record names, by what they run. */
function recorded(): { pid: number; command: string }[] {
  const { processes } = readRecord(join(state, "run.json")) as { processes: { pid: number }[] };
  return processes.map(({ pid }) => ({ pid, command: commandOf(pid) }));
}

/** Every process of this machine that names the test's folder: the reaper too, which no record knows. */
function ofTheProduct(): string[] {
  if (!existsSync("/proc")) return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => commandOf(Number(pid))).filter((command) => command.includes(folder));
}

function reset() {
  const { stdout, stderr } = spawnSync(process.execPath, ["scripts/reset.mjs"], {
    ...inTree(),
    encoding: "utf8",
  });
  return `${stdout}${stderr}`;
}

async function heard(words: RegExp, timeoutMs = 120_000) {
  await waitFor(() => words.test(said) || product.exitCode !== null, { timeoutMs, everyMs: 100 });
  expect(said).toMatch(words);
}

test("it starts beside a busy port, outlives its worker, and leaves nothing when it is ended", async () => {
  await heard(/Ready in \d+ s/);
  expect(said).toMatch(new RegExp(`gateway: port ${busy} is busy, using \\d+`));
  const { url } = readRecord(join(state, "run.json")) as { url: string };
  expect(url).not.toContain(`:${busy}`);
  const page = await fetch(new URL(/\/p\/[\w-]+/.exec(said)?.[0] ?? "/none", url));
  expect(page.status).toBe(200);
  expect(reset()).toContain(`Frolic is running (process ${product.pid})`);

  const worker = recorded().find(({ command }) => command.includes("dist/worker.mjs"));
  process.kill(worker?.pid ?? 0, "SIGKILL");
  await heard(/worker ended by SIGKILL; starting it again in 0\.25 s/);
  await heard(/worker is back/);
  const running = recorded();
  expect(running.map(({ pid }) => pid)).not.toContain(worker?.pid);
  // Three of the product and the two stores.
  expect(running).toHaveLength(5);

  product.kill("SIGTERM");
  await waitFor(() => product.exitCode !== null, { timeoutMs: 60_000, everyMs: 100 });
  expect({ code: product.exitCode, said }).toMatchObject({ code: 0 });
  expect(said).toMatch(/stopped\s*$/);
  expect(said).not.toContain("had to be killed");
  expect(running.filter(({ pid }) => isAlive(pid))).toEqual([]);
  await waitFor(() => ofTheProduct().length === 0, { timeoutMs: 5_000 });
  expect(ofTheProduct()).toEqual([]);

  expect(reset()).toContain(`Cleared ${state}`);
  expect(readdirSync(state)).toEqual([]);
});
