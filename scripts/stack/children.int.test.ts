import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "#scripts/ports.mjs";
import { answersReady, superviseChild } from "#scripts/stack/children.mjs";
import { isAlive, waitFor } from "#scripts/stores/process.mjs";

const program = `
const http = require("node:http");
const server = http.createServer((request, response) => response.end("ok"));
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  if (process.env.STUBBORN) return;
  console.log("drained");
  process.exit(0);
});
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "frolic-child-"));
  writeFileSync(join(folder, "program.cjs"), program);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function startChild(env: Record<string, string> = {}) {
  const port = await freePort();
  const said: string[] = [];
  const child = superviseChild({
    name: "example",
    args: [join(folder, "program.cjs")],
    env: { ...process.env, ...env, PORT: String(port) },
    cwd: folder,
    logFile: join(folder, "example.log"),
    readyUrl: `http://127.0.0.1:${port}/health/ready`,
    say: (text: string) => said.push(text),
    onChange: () => undefined,
  });
  child.start();
  expect(await waitFor(() => child.isReady(), { timeoutMs: 20_000 })).toBe(true);
  return { child, said, port };
}

test("a killed child is started again, and both are said", async () => {
  const { child, said } = await startChild();
  const first = child.pid as number;
  process.kill(first, "SIGKILL");
  await waitFor(() => said.includes("example is back"), { timeoutMs: 20_000 });
  expect(said[0]).toMatch(/^example ended by SIGKILL; starting it again in 0.25 s/);
  expect(said).toContain("example is back");
  expect(child.pid).not.toBe(first);
  expect(await child.stop(5_000)).toBe(true);
});

test("a child drains when it is stopped, and is not started again", async () => {
  const { child, said } = await startChild();
  const pid = child.pid as number;
  expect(await child.stop(5_000)).toBe(true);
  expect(isAlive(pid)).toBe(false);
  expect(readFileSync(child.logFile, "utf8")).toContain("drained");
  expect(said).toEqual([]);
});

test("a child that ignores the request is killed when the time is up, and that is told", async () => {
  const { child } = await startChild({ STUBBORN: "1" });
  const pid = child.pid as number;
  expect(await child.stop(300)).toBe(false);
  expect(isAlive(pid)).toBe(false);
});

test("a stranger that answers on the child's port does not make the child ready", async () => {
  const { child: stranger, port } = await startChild();
  const child = superviseChild({
    name: "late",
    args: [join(folder, "program.cjs")],
    env: { ...process.env, PORT: String(port) },
    cwd: folder,
    logFile: join(folder, "late.log"),
    readyUrl: `http://127.0.0.1:${port}/health/ready`,
    say: () => undefined,
    onChange: () => undefined,
  });
  child.start();
  const deadline = { timeoutMs: 20_000, everyMs: 20 };
  let wasReady = false;
  await waitFor(async () => {
    wasReady ||= await child.isReady();
    return child.crashes >= 2;
  }, deadline);
  expect(child.crashes).toBeGreaterThanOrEqual(2);
  expect(wasReady).toBe(false);
  await child.stop(1_000);
  await stranger.stop(1_000);
});

test("an address that takes the question and never answers is not ready", async () => {
  const port = await freePort();
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    expect(await answersReady(`http://127.0.0.1:${port}/`, { timeoutMs: 100 })).toBe(false);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
