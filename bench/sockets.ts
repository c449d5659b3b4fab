// `npm run bench -- sockets --json`: 2,000 players connect over 20 s and all pull within 2 s; every one must hear
// the result on the socket, soon after its time. Last line: {players, expected, delivered, latenessP99Ms, rssMb}.

import { fileURLToPath } from "node:url";
import { freePort, rssMb, runHelper, setting, startProcess } from "#bench/stack/product-process.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { createLiveGame } from "#lib/testing/factories.ts";

const players = 2_000;
const connectS = 20;
const pullS = 2;
const helper = fileURLToPath(new URL("./sockets/players.process.mjs", import.meta.url));

const databaseUrl = setting("DATABASE_URL");
await migrateDatabase(databaseUrl, "drizzle");
const database = openDatabase(databaseUrl, { max: 2 });
const secret = setting("FROLIC_SECRET");
const game = await createLiveGame(database.sql, { secret, hallMode: true, openGame });
await database.close();

const [gatewayPort, workerPort] = [await freePort(), await freePort()];
const base = `http://127.0.0.1:${gatewayPort}`;
const worker = await startProcess(
  ["dist/worker.mjs"],
  { BASE_URL: base, HEALTH_PORT: String(workerPort) },
  `http://127.0.0.1:${workerPort}/health/ready`,
);
const gateway = await startProcess(
  ["dist/gateway.mjs"],
  { BASE_URL: base, HOST: "127.0.0.1", PORT: String(gatewayPort) },
  `${base}/health/ready`,
);
const heard = (await runHelper(helper, [
  base,
  game.gameId,
  game.campaignId,
  String(players),
  String(connectS),
  String(pullS),
])) as { delivered: number; latenessP99Ms: number; latenessP50Ms: number; latenessMinMs: number };
const memory = await rssMb(gateway.pid);
await gateway.stop();
await worker.stop();
console.error(JSON.stringify(heard));
const { delivered, latenessP99Ms } = heard;
console.log(
  JSON.stringify({ players, expected: players, delivered, latenessP99Ms, rssMb: memory }),
);
