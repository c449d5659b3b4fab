// Builds the product: `next build` for web, esbuild for the processes beside it.
//   node scripts/build.mjs [--force]
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isBuilt, sourceHash, stampFile } from "./stack/build-stamp.mjs";
import { hintFirstScripts } from "./stack/compile-hints.mjs";
import { withLock } from "./stack/lock.mjs";
import { endTracked, track } from "./stack/spawned.mjs";
import { root } from "./stores/folders.mjs";
import { tail } from "./stores/redis.mjs";

const ENTRIES = [
  ...["gateway", "worker", "cli"],
  ...["coupon-thread", "simulator-thread", "ads-thread", "allocation-thread"],
];

/** Bundles TypeScript entries into runnable modules; packages stay in node_modules. */
export async function bundle(entryPoints, outdir, outbase = path.join(root, "workers")) {
  const { build, stop } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outbase,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // A command loads only what it needs: shared and lazily imported code goes to chunks.
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
  // Its service process would stay as long as the product runs.
  await stop();
}

function nextBuild(logFile) {
  const log = fs.openSync(logFile, "w");
  const bin = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const stdio = ["ignore", log, log];
  const child = track(spawn(process.execPath, [bin, "build"], { cwd: root, stdio, env }));
  fs.closeSync(log);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

/**
 * Runs both side by side. Neither writes any more when this answers or throws: whoever holds the lock next builds into
 * the same folders. A bundle that fails ends the longer one.
 */
export async function buildBoth(runNext, runBundle) {
  const bundling = runBundle();
  bundling.catch(() => endTracked());
  const [next, bundles] = await Promise.allSettled([runNext(), bundling]);
  if (bundles.status === "rejected") throw bundles.reason;
  if (next.status === "rejected") throw next.reason;
  return next.value;
}

async function buildAll(hash) {
  const dist = path.join(root, "dist");
  // Without a stamp a half-finished build is never taken for a whole one.
  fs.rmSync(stampFile, { force: true });
  fs.mkdirSync(dist, { recursive: true });
  const entries = ENTRIES.map((name) => path.join(root, "workers", `${name}.ts`)).filter((file) =>
    fs.existsSync(file),
  );
  const log = path.join(dist, "next-build.log");
  const code = await buildBoth(
    () => nextBuild(log),
    () => bundle(entries, dist),
  );
  if (code !== 0) throw new Error(`next build failed with code ${code}:\n${tail(log, 60)}`);
  hintFirstScripts(path.join(root, ".next"));
  fs.writeFileSync(stampFile, `${hash}\n`);
}

/** Builds when the sources differ from the last build. Answers whether it had to. */
export async function ensureBuilt({ force = false, say = () => {} } = {}) {
  if (!force && isBuilt()) return false;
  return await withLock(
    path.join(root, ".frolic", "build.lock"),
    async () => {
      if (!force && isBuilt()) return false;
      say("building (next build, esbuild)");
      await buildAll(sourceHash());
      return true;
    },
    { onWait: () => say("another build is running, waiting for it") },
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const started = Date.now();
  try {
    const did = await ensureBuilt({ force: process.argv.includes("--force"), say: console.log });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(did ? `Built in ${seconds} s` : "The build is current");
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
