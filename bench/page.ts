// `npm run bench -- page --json`: player pages a second from the gateway's cache at 256 connections, and the same
// page straight from Next for comparison. Last line: {pagesPerS, p99Ms, nextPagesPerS}.

import { fileURLToPath } from "node:url";
import { freePort, runHelper, setting, startProcess } from "#bench/stack/product-process.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import { createLiveGame } from "#lib/testing/factories.ts";

const seconds = 10;
const load = fileURLToPath(new URL("./page/load.process.mjs", import.meta.url));

interface Load {
  readonly perS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
}

async function measure(port: number, path: string, connections: number): Promise<Load> {
  const args = ["127.0.0.1", String(port), path, String(connections), String(seconds)];
  return (await runHelper(load, args)) as Load;
}

const databaseUrl = setting("DATABASE_URL");
await migrateDatabase(databaseUrl, "drizzle");
const database = openDatabase(databaseUrl, { max: 2 });
const game = await createLiveGame(database.sql, { secret: setting("FROLIC_SECRET") });
await database.close();

const [webPort, gatewayPort] = [await freePort(), await freePort()];
const base = `http://127.0.0.1:${gatewayPort}`;
const env = {
  BASE_URL: base,
  HOST: "127.0.0.1",
  PORT: String(gatewayPort),
  WEB_URL: `http://127.0.0.1:${webPort}`,
};
const next = ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(webPort)];
const web = await startProcess(next, env, `${env.WEB_URL}/health/ready`);
const gateway = await startProcess(["dist/gateway.mjs"], env, `${base}/health/ready`);

const path = `/p/${game.campaignSlug}`;
const fromNext = await measure(webPort, path, 64);
const fromGateway = await measure(gatewayPort, path, 256);
await gateway.stop();
await web.stop();
if (fromNext.failed + fromGateway.failed > 0) {
  throw new Error(`answers that are no page: ${JSON.stringify({ fromNext, fromGateway })}`);
}
console.error(JSON.stringify({ fromNext, fromGateway }));
const pagesPerS = fromGateway.perS;
const p99Ms = Math.round(fromGateway.p99Ms * 10) / 10;
console.log(JSON.stringify({ pagesPerS, p99Ms, nextPagesPerS: fromNext.perS }));
