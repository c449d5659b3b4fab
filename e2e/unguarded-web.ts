// A second web process from the same build with the proxy taken out, for the proof that nothing leans on it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "#scripts/ports.mjs";

export interface UnguardedWeb {
  readonly url: string;
  stop(): Promise<void>;
}

/** Links instead of copies: only the one manifest that names the proxy is another file. */
function layOut(folder: string): void {
  const root = process.cwd();
  const server = path.join(".next", "server");
  const manifest = path.join(server, "functions-config-manifest.json");
  const link = (from: string, except: readonly string[]) => {
    fs.mkdirSync(path.join(folder, from), { recursive: true });
    for (const name of fs.readdirSync(path.join(root, from))) {
      if (except.includes(name)) continue;
      fs.symlinkSync(path.join(root, from, name), path.join(folder, from, name));
    }
  };
  link("", [".next", ".git", ".frolic", "test-results"]);
  link(".next", ["server", "cache"]);
  link(server, [path.basename(manifest)]);
  const parsed = JSON.parse(fs.readFileSync(manifest, "utf8")) as {
    functions: Record<string, unknown>;
  };
  expect(Object.keys(parsed.functions), "the build has a proxy to remove").toContain(
    "/_middleware",
  );
  delete parsed.functions["/_middleware"];
  fs.writeFileSync(path.join(folder, manifest), JSON.stringify(parsed));
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch (error) {
    // Not listening yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

export async function startUnguardedWeb(): Promise<UnguardedWeb> {
  const folder = fs.mkdtempSync(path.join(process.env.FROLIC_STATE_DIR ?? ".frolic", "unguarded-"));
  layOut(folder);
  const port = await freePort();
  const next = path.join("node_modules", "next", "dist", "bin", "next");
  const log = fs.openSync(path.join(folder, "web.log"), "w");
  const child = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: folder,
    stdio: ["ignore", log, log],
    env: { ...process.env, NODE_ENV: "production", HEALTH_PORT: "" },
  });
  fs.closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(() => isReady(url), { timeout: 60_000 }).toBe(true);
  const stop = async () => {
    await end(child);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop };
}
