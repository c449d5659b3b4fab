// `npm run bench -- sockets --json`: 2,000 players connect over 20 s and all pull within 2 s; every one must hear
// the result on the socket, soon after its time. Last line: {players, expected, delivered, latenessP99Ms, rssMb}.

import { fileURLToPath } from "node:url";
import { freePort, rssMb, runHelper, setting, startProcess } from "#bench/stack/product-process.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { createBrand, createLiveGame, createPool } from "#lib/testing/factories.ts";

const players = 2_000;
/** More than can be won, so that the game is never sold out. */
const coupons = 4_000;
const connectS = 20;
const pullS = 2;
const helper = fileURLToPath(new URL("./sockets/players.process.mjs", import.meta.url));

const databaseUrl = setting("DATABASE_URL");
await migrateDatabase(databaseUrl, "drizzle");
const database = openDatabase(databaseUrl, { max: 2 });
const secret = setting("FROLIC_SECRET");
const brand = await createBrand(database.sql);
const pool = await createPool(database.sql, brand.id, coupons, { secret });
const prizes = [{ brandId: brand.id, poolId: pool.id, quantity: coupons }];
const game = await createLiveGame(database.sql, { secret, hallMode: true, openGame, prizes });

const [gatewayPort, workerPort, metricsPort] = [
  await freePort(),
  await freePort(),
  await freePort(),
];
const base = `http://127.0.0.1:${gatewayPort}`;
const worker = await startProcess(
  ["dist/worker.mjs"],
  { BASE_URL: base, HEALTH_PORT: String(workerPort) },
  `http://127.0.0.1:${workerPort}/health/ready`,
);
const gateway = await startProcess(
  ["dist/gateway.mjs"],
  {
    BASE_URL: base,
    HOST: "127.0.0.1",
    PORT: String(gatewayPort),
    METRICS_PORT: String(metricsPort),
  },
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
const figures = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
await gateway.stop();
await worker.stop();
const [decided] = await database.sql`
  select count(*)::int as plays,
         round(1000 * percentile_cont(0.99) within group (
           order by extract(epoch from r.decided_at - p.accepted_at))::numeric)::int as decide_p99_ms,
         round(1000 * percentile_cont(0.5) within group (
           order by extract(epoch from r.decided_at - p.accepted_at))::numeric)::int as decide_p50_ms
    from play_result r join play p on p.game_id = r.game_id and p.play_id = r.play_id`;
await database.close();
// Where the time went: late at the gateway, or late to be decided, or late to be heard.
console.error(
  figures.match(/^(?:frolic_reveal_lateness|nodejs_eventloop_lag_p99).*$/gm)?.join("\n"),
);
console.error(JSON.stringify({ ...heard, ...decided }));
const { delivered, latenessP99Ms } = heard;
console.log(
  JSON.stringify({ players, expected: players, delivered, latenessP99Ms, rssMb: memory }),
);
