// The stores of one product: given by address, or started here and kept alive.
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { choosePort, isPortFree, replacedWords } from "../ports.mjs";
import { startPostgres } from "../stores/postgres.mjs";
import { startRedis } from "../stores/redis.mjs";
import { ensureRoles, PROCESSES, roleUrls, urlAs } from "../stores/roles.mjs";
import { restartPauseMs } from "./children.mjs";

// High ports of our own, so that a Postgres or Redis of the machine is never in the way.
const PORTS = { postgres: 55_432, redis: 56_379 };

/** Keeps a store running at the port it began with. `start` takes where to start and answers the process. */
export async function keepStore({ name, start, port, say, onChange }) {
  let current = await start({ port });
  let stopping = false;
  let restarts = 0;

  async function watch() {
    for (;;) {
      const how = await current.exited;
      if (stopping) return;
      restarts += 1;
      const pause = restartPauseMs(restarts);
      say(`${name} ended (${how}); starting it again in ${pause / 1000} s`);
      await delay(pause);
      if (stopping) return;
      try {
        // The children were told the address when they started: at another port they would never find it.
        current = await start({ port: current.port, keepPort: true });
        say(`${name} is back`);
        onChange();
      } catch (error) {
        say(`${name} does not start: ${error.message}`);
      }
    }
  }

  const watching = watch();
  return {
    name,
    url: current.url,
    version: current.version,
    port: current.port,
    get pid() {
      return current.pid;
    },
    ask: name === "Postgres" ? "SIGINT" : "SIGTERM",
    async stop() {
      stopping = true;
      const clean = await current.stop();
      await Promise.race([watching, delay(500)]);
      return clean;
    },
  };
}

/** Starts one at the wanted port or, when that is busy, at another, and says so. */
export async function openStore({ name, start, wanted, say, onChange, isFree = isPortFree }) {
  const { port } = await choosePort(wanted, { isFree });
  const store = await keepStore({ name, start, port, say, onChange });
  // Compared with where it serves: the port may have been taken between looking and listening.
  const words = replacedWords(name, wanted, store.port);
  if (words) say(words);
  say(`${name} ${store.version} is up`);
  return store;
}

/** Starts what no address was given for. `processes` are the ones to be ended at the end. */
export async function openStores({ stateDir, say, onChange }) {
  const jobs = {
    postgres: async (at) => await startPostgres({ dir: path.join(stateDir, "pg"), ...at }),
    redis: async (at) =>
      await startRedis({
        dir: path.join(stateDir, "redis"),
        ...at,
        say: (text) => say(`Redis: ${text}`),
      }),
  };
  const open = async (key, name, given) => {
    if (given) {
      say(`${name}: using the address that is set`);
      return { name, url: given };
    }
    return await openStore({ name, start: jobs[key], wanted: PORTS[key], say, onChange });
  };
  const results = await Promise.allSettled([
    open("postgres", "Postgres", process.env.DATABASE_URL),
    open("redis", "Redis", process.env.REDIS_URL),
  ]);
  const opened = results.map(({ value }) => value);
  const processes = opened.filter((store) => store?.stop);
  const stop = async () => await Promise.all(processes.map((store) => store.stop()));
  const failure = results.find(({ status }) => status === "rejected");
  if (failure) {
    await stop();
    throw failure.reason;
  }
  try {
    const [databaseUrl, redisUrl] = opened.map(({ url }) => url);
    const own = await ownAddresses({ databaseUrl, redisUrl });
    return { databaseUrl, redisUrl, own, processes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What each process connects with: a role and a user of its own, wherever that can be. */
async function ownAddresses({ databaseUrl, redisUrl }) {
  const { DATABASE_URL, DATABASE_DIRECT_URL, REDIS_URL } = process.env;
  if (!DATABASE_URL) await ensureRoles(databaseUrl);
  const given = DATABASE_URL ? await roleUrls(DATABASE_URL) : {};
  const direct = DATABASE_DIRECT_URL ? await roleUrls(DATABASE_DIRECT_URL) : {};
  return Object.fromEntries(
    PROCESSES.map((name) => [
      name,
      {
        DATABASE_URL: given[name] ?? urlAs(databaseUrl, `frolic_${name}`),
        ...(direct[name] && { DATABASE_DIRECT_URL: direct[name] }),
        REDIS_URL: REDIS_URL ? redisUrl : urlAs(redisUrl, `frolic_${name}`),
      },
    ]),
  );
}
