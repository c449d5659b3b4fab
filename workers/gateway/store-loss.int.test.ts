import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime } from "#lib/platform/runtime.ts";
import { decideByHand } from "#lib/testing/fake-decisions.ts";
import { tokenFor } from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  freePort,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { startTcpProxy, type TcpProxy } from "#lib/testing/tcp-proxy.ts";
import { openTestRuntime } from "#lib/testing/test-runtime.ts";
import { type Gateway, startGateway } from "#workers/gateway/start-gateway.ts";

let database: TestDatabase;
let redis: TestRedis;
let line: TcpProxy;
let runtime: Runtime;
let gateway: Gateway;
let base: string;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const url = new URL(database.url);
  line = await startTcpProxy(url.hostname, Number(url.port || 5432));
  url.hostname = "127.0.0.1";
  url.port = String(line.port);
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  runtime = await openTestRuntime({
    DATABASE_URL: url.toString(),
    REDIS_URL: redis.url,
    PORT: String(port),
    BASE_URL: base,
  });
  gateway = await startGateway(runtime);
});
afterAll(async () => {
  await gateway.stop();
  await runtime.close();
  await line.close();
  await redis.stop();
  await database.drop();
});

function submit(gameId: string, token: string, playId: string): Promise<Response> {
  return fetch(`${base}/api/plays`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ playId, gameId }),
  });
}

describe("when a store is gone", () => {
  it("refuses plays with 503 and Retry-After while Postgres is gone, and takes them again after", async () => {
    const game = await insertGame(database.sql);
    const token = tokenFor(game);
    const playId = randomUUID();
    expect((await submit(game.gameId, token, playId)).status).toBe(202);
    await line.cut();
    const refused = await submit(game.gameId, token, randomUUID());
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: "unavailable" });
    expect((await fetch(`${base}/health/ready`)).status).toBe(503);
    await line.heal();
    await eventually("plays are taken again", async () => {
      return (await submit(game.gameId, tokenFor(game), randomUUID())).status === 202;
    });
    const again = await submit(game.gameId, token, playId);
    expect(again.status).toBe(202);
    const [row] = await database.sql`
      select count(*)::int as n from play where game_id = ${game.gameId} and play_id = ${playId}`;
    expect(row?.n).toBe(1);
  });

  it("takes plays and shows results while Redis is gone", async () => {
    const game = await insertGame(database.sql, { revealSeconds: 6 });
    const token = tokenFor(game);
    const playId = randomUUID();
    await redis.kill();
    expect((await submit(game.gameId, token, playId)).status).toBe(202);
    await decideByHand(database.sql, playId);
    const shown = await fetch(`${base}/api/plays/${playId}?waitMs=5000`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await shown.json()).toMatchObject({ state: "LOSE" });
    expect((await fetch(`${base}/health/ready`)).status).toBe(200);
    expect((await fetch(`${base}/health`)).status).toBe(503);
    await redis.restart();
    await eventually("Redis is used again", async () => (await fetch(`${base}/health`)).ok);
  });
});
