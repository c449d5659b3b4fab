// The product as processes: migrated, seeded, then gateway, web and worker under supervision.
// Used by `npm start` and by the end-to-end tests, so that both run the same thing.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../stores/folders.mjs";
import { waitFor } from "../stores/process.mjs";
import { tail } from "../stores/redis.mjs";
import { superviseChild } from "./children.mjs";
import { HOT_FLAGS } from "./hot-flags.mjs";
import { track } from "./spawned.mjs";
import { previousSecret } from "./state.mjs";

const DRAIN_MS = 10_000;
const READY_MS = 90_000;
// A child that cannot start at all is told from one that stumbled once.
const CRASHES_MAX = 4;
const LOG_BYTES_MAX = 20 << 20;

/** Runs one command of dist/cli.mjs and answers what it printed; throws with its words. */
export function runCli(args, env) {
  const command = ["--enable-source-maps", "dist/cli.mjs", ...args];
  const stdio = ["ignore", "pipe", "pipe"];
  const child = track(spawn(process.execPath, command, { cwd: root, env, stdio }));
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(out.trim());
      else
        reject(new Error(`cli ${args[0]} failed with code ${code}:\n${err.trim() || out.trim()}`));
    });
  });
}

function logFor(folder, name) {
  const file = path.join(folder, `${name}.log`);
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) fs.renameSync(file, `${file}.1`);
  return file;
}

/** The environment every process of one stack shares. */
export function stackEnv({ stores, secret, ports, baseUrl, stateDir }) {
  return {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    BASE_URL: baseUrl,
    PORT: String(ports.gateway),
    WEB_URL: `http://127.0.0.1:${ports.web}`,
    HEALTH_PORT: String(ports.worker),
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    FROLIC_SECRET: secret,
    FROLIC_PREVIOUS_SECRET: previousSecret(stateDir) ?? "",
    FROLIC_STATE_DIR: stateDir,
  };
}

function childTable(ports) {
  const next = path.join("node_modules", "next", "dist", "bin", "next");
  // Longer than the gateway keeps a connection idle, so that it is never web that closes one under a request.
  const alive = ["--keepAliveTimeout", "75000"];
  const web = [next, "start", "-H", "127.0.0.1", "-p", String(ports.web), ...alive];
  return [
    { name: "web", args: web, port: ports.web },
    { name: "worker", args: [...HOT_FLAGS, "dist/worker.mjs"], port: ports.worker },
    { name: "gateway", args: [...HOT_FLAGS, "dist/gateway.mjs"], port: ports.gateway },
  ];
}

/**
 * Starts the three processes and answers when all of them say they are ready. `own` holds what each of them has in
 * place of the shared environment: its own addresses of the stores. `onChange` gets the list of running children
 * whenever it changes; an aborted `signal` ends the waiting.
 */
export async function startStack({ env, own, ports, stateDir, say, signal, onChange = () => {} }) {
  const logs = path.join(stateDir, "logs");
  fs.mkdirSync(logs, { recursive: true, mode: 0o700 });
  const children = childTable(ports).map(({ name, args, port }) =>
    superviseChild({
      name,
      args,
      // Only the worker answers on the health port; the others have their own.
      env: { ...env, ...own[name], ...(name === "worker" ? {} : { HEALTH_PORT: "" }) },
      cwd: root,
      logFile: logFor(logs, name),
      readyUrl: `http://127.0.0.1:${port}/health/ready`,
      say,
      onChange: () => onChange(running()),
    }),
  );
  const running = () => children.filter(({ pid }) => pid !== undefined);
  let stopping;
  const stop = () => {
    stopping ??= Promise.all(
      children.map(async (child) => ({ name: child.name, clean: await child.stop(DRAIN_MS) })),
    );
    return stopping;
  };
  for (const child of children) child.start();
  const failed = await waitUntilReady(children, signal);
  if (failed.length > 0 && !signal?.aborted) {
    await stop();
    const words = failed.map((child) => `--- ${child.logFile}\n${tail(child.logFile, 25)}`);
    throw new Error(`Not ready: ${failed.map(({ name }) => name).join(", ")}\n${words.join("\n")}`);
  }
  return { children, stop };
}

async function waitUntilReady(children, signal) {
  const isSettled = async (child) =>
    signal?.aborted || child.crashes >= CRASHES_MAX || (await child.isReady());
  const waits = children.map((child) =>
    waitFor(() => isSettled(child), { timeoutMs: READY_MS, everyMs: 100 }),
  );
  const settled = await Promise.all(waits);
  return children.filter((child, index) => !settled[index] || child.crashes >= CRASHES_MAX);
}
