// Runs one benchmark on throw-away stores:
//   npm run bench -- <name> [--json] [--no-build] [arguments of the benchmark]
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bundle, ensureBuilt } from "./build.mjs";
import { HOT_FLAGS } from "./stack/hot-flags.mjs";
import { ensureInstalled } from "./stack/installed.mjs";
import { root } from "./stores/folders.mjs";
import { startThrowawayStores } from "./stores/throwaway.mjs";

const folder = path.join(root, "bench");
const isEntry = (file) => /^[a-z0-9-]+\.ts$/.test(file);

function benchNames() {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter(isEntry)
    .map((file) => file.slice(0, -".ts".length));
}

/** The benchmark, and the processes it starts: files named *.process.ts in its own folder. */
function entriesOf(name) {
  const own = path.join(folder, name);
  const helpers = fs.existsSync(own)
    ? fs.readdirSync(own, { recursive: true }).filter((file) => file.endsWith(".process.ts"))
    : [];
  return [path.join(folder, `${name}.ts`), ...helpers.map((file) => path.join(own, file))];
}

function machine(stores) {
  const [cpu] = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GB`;
  const versions = `Node ${process.versions.node}, Postgres ${stores.postgres.version}, Redis ${stores.redis.version}`;
  return `${os.availableParallelism()} cores (${cpu?.model.trim() ?? "unknown"}), ${memory}, ${versions}`;
}

async function runBench(name, args, env) {
  const file = path.join(root, "dist", "bench", `${name}.mjs`);
  const child = spawn(process.execPath, ["--enable-source-maps", file, ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

const [name, ...rest] = process.argv.slice(2);
if (!name || !benchNames().includes(name)) {
  console.log(
    `Usage: npm run bench -- <name> [--json] [--no-build]\n\n  ${benchNames().join("\n  ")}`,
  );
  process.exit(name ? 2 : 0);
}
// Only the benchmark's own lines belong on standard output.
const say = (text) => console.error(text);
await ensureInstalled({ say });
if (!rest.includes("--no-build")) await ensureBuilt({ say });
await bundle(entriesOf(name), path.join(root, "dist", "bench"), folder);
const stores = await startThrowawayStores({ say });
let code = 1;
try {
  say(`Machine: ${machine(stores)}`);
  const args = rest.filter((arg) => arg !== "--no-build");
  const own = { NODE_ENV: "production", BENCH_NODE_FLAGS: HOT_FLAGS.join(" ") };
  code = await runBench(name, args, { ...process.env, ...own, ...stores.env });
} finally {
  await stores.stop();
}
process.exit(code);
