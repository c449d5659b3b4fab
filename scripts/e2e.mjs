// End-to-end tests against the built product on throw-away stores and ports.
//   node scripts/e2e.mjs [Playwright arguments]
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { provideChromium } from "./checks/chromium.mjs";
import { freePort } from "./ports.mjs";
import { runCli, stackEnv, startStack } from "./stack/stack.mjs";
import { root } from "./stores/folders.mjs";
import { tail } from "./stores/redis.mjs";
import { startThrowawayStores } from "./stores/throwaway.mjs";

const say = (text) => console.log(text);
const abort = new AbortController();
let playwright;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => {
    abort.abort();
    playwright?.kill("SIGTERM");
  });
}

async function openStack(stores) {
  const ports = { gateway: await freePort(), web: await freePort(), worker: await freePort() };
  const baseUrl = `http://localhost:${ports.gateway}`;
  const settings = stackEnv({
    stores: { databaseUrl: stores.env.DATABASE_URL, redisUrl: stores.env.REDIS_URL },
    secret: stores.env.FROLIC_SECRET,
    ports,
    baseUrl,
    stateDir: stores.folder,
  });
  // Receivers of the journeys live on loopback.
  const env = { ...settings, FROLIC_WEBHOOKS_PRIVATE: "1" };
  await runCli(["migrate"], env);
  const seeded = await runCli(["seed-demo"], env);
  const onChange = (children) => stores.record(children.map(({ pid }) => pid));
  const stack = await startStack({
    env,
    own: stores.own,
    ports,
    stateDir: stores.folder,
    say,
    signal: abort.signal,
    onChange,
  });
  const setUp = await runCli(["setup-token"], env);
  return { stack, env: { ...env, ...stores.env, ...links({ seeded, setUp }) } };
}

// What the journeys start from, found in what the commands print for people.
function links({ seeded, setUp }) {
  return {
    FROLIC_SETUP_URL: /https?:\/\/\S+\/setup\?token=\S+/.exec(setUp)?.[0] ?? "",
    FROLIC_DEMO_PATH: /\/p\/[\w-]+/.exec(seeded)?.[0] ?? "",
  };
}

async function runPlaywright(env, chromium) {
  const cli = path.join(root, "node_modules", "@playwright", "test", "cli.js");
  playwright = spawn(process.execPath, [cli, "test", ...process.argv.slice(2)], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env, NODE_ENV: "test", FROLIC_CHROMIUM: chromium },
  });
  return await new Promise((resolve) => {
    playwright.once("error", () => resolve(127));
    playwright.once("exit", (code) => resolve(code ?? 1));
  });
}

let code = 1;
let stack;
const chromium = await provideChromium({ say });
await ensureBuilt({ say });
const stores = await startThrowawayStores({ say });
try {
  const opened = await openStack(stores);
  stack = opened.stack;
  if (!abort.signal.aborted) code = await runPlaywright(opened.env, chromium);
} catch (error) {
  console.error(error.message);
} finally {
  if (code !== 0 && !abort.signal.aborted) {
    for (const { logFile } of stack?.children ?? []) {
      console.log(`----- ${path.basename(logFile)}\n${tail(logFile, 40)}`);
    }
  }
  await stack?.stop();
  await stores.stop();
}
process.exit(code);
