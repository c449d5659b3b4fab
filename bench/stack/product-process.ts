// Starts the product's own processes for a benchmark, as `npm start` does, and ends them with it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";

export interface ProductProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

/** What `npm start` gives gateway and worker. */
const hotFlags = process.env.BENCH_NODE_FLAGS?.split(" ") ?? [];
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Resolves when `readyUrl` answers 200. `flags` are Node's; web is started without any. */
export async function startProcess(
  args: readonly string[],
  env: Record<string, string>,
  readyUrl: string,
  flags: readonly string[] = hotFlags,
): Promise<ProductProcess> {
  const child = spawn(process.execPath, [...flags, ...args], {
    env: { ...process.env, LOG_LEVEL: "error", ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const deadline = performance.now() + 60_000;
  for (;;) {
    const reply = await fetch(readyUrl).catch(() => undefined);
    await reply?.arrayBuffer();
    if (reply?.ok) break;
    if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error(`${args.join(" ")} is not ready`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 11_000);
    await gone;
    clearTimeout(timer);
  };
  return { pid: child.pid ?? 0, stop };
}

/** Runs a process of the benchmark itself and answers the JSON of its last line. */
export async function runHelper(file: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  running.delete(child);
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  return JSON.parse(text.trim().split("\n").at(-1) ?? "");
}

/** Resident memory in MB, of this machine's kernel. */
export async function rssMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run through npm run bench`);
  return value;
}
