// Stores for one run: temporary folders, free ports, gone afterwards.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startPostgres } from "./postgres.mjs";
import { postgresUser } from "./postgres-binaries.mjs";
import { recordOf } from "./process.mjs";
import { self, startReaper, writeRecord } from "./record.mjs";
import { startRedis } from "./redis.mjs";
import { ensureRoles, processUrls } from "./roles.mjs";

/** Starts both stores and answers with the environment their users need. */
export async function startThrowawayStores({ say, settings } = {}) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "frolic-")));
  const user = postgresUser();
  // The user Postgres runs as must be able to walk through.
  fs.chmodSync(folder, user ? 0o711 : 0o700);
  let postgres;
  let redis;
  try {
    redis = await startRedis({ dir: path.join(folder, "redis"), say });
    postgres = await startPostgres({ dir: path.join(folder, "pg"), quick: true, settings });
    await ensureRoles(postgres.url);
  } catch (error) {
    await Promise.allSettled([redis?.stop(), postgres?.stop()]);
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const file = path.join(folder, "run.json");
  const processes = [{ ...recordOf(postgres.pid), ask: "SIGINT" }, recordOf(redis.pid)];
  const record = (extra = []) =>
    writeRecord(file, { owner: self(), folder, processes: [...extra.map(recordOf), ...processes] });
  record();
  const reaper = startReaper(file);
  let stopping;
  const stop = () => {
    stopping ??= (async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
      fs.rmSync(folder, { recursive: true, force: true });
      reaper.stop();
    })();
    return stopping;
  };
  const env = {
    DATABASE_URL: postgres.url,
    DATABASE_DIRECT_URL: postgres.url,
    FROLIC_STORES: folder,
    REDIS_URL: redis.url,
    FROLIC_REDIS_BIN: redis.bin,
    FROLIC_REDIS_LIB: redis.env.LD_LIBRARY_PATH ?? "",
    FROLIC_PG_BIN: postgres.bin,
    FROLIC_SECRET: randomBytes(32).toString("base64url"),
  };
  const own = processUrls({ databaseUrl: postgres.url, redisUrl: redis.url });
  return { folder, postgres, redis, env, own, stop, record };
}
