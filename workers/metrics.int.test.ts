import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestGateway, type TestGateway, tokenFor } from "#lib/testing/gateway-fixture.ts";
import { createPlayableGame, testSecret } from "#lib/testing/ledger-fixtures.ts";
import { eventually, freePort } from "#lib/testing/stores.ts";
import { openTestRuntime } from "#lib/testing/test-runtime.ts";
import { startHealth } from "#workers/health.ts";
import { allocatorRole } from "#workers/roles/allocator.ts";
import { workerMetrics } from "#workers/roles/worker-metrics.ts";

let host: TestGateway;
let gatewayPort: number;
beforeAll(async () => {
  gatewayPort = await freePort();
  host = await startTestGateway({ METRICS_PORT: String(gatewayPort) });
});
afterAll(() => host.stop());

/** Every sample of the product's own by its name and labels. */
async function figures(port: number): Promise<Map<string, number>> {
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(reply.status).toBe(200);
  const lines = (await reply.text()).split("\n").filter((line) => line.startsWith("frolic_"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

it("counts a play from its acceptance to its decision, with few and known labels", async () => {
  const { sql } = host.database;
  const game = await createPlayableGame(sql);
  const fixture = { ...game, prizeId: "", brandId: "" };
  for (let index = 0; index < 3; index++) await host.pull(fixture, tokenFor(fixture));
  await host.call("/api/plays", {
    method: "POST",
    token: tokenFor(fixture),
    body: JSON.stringify({ playId: randomUUID(), gameId: randomUUID() }),
  });
  const gateway = await figures(gatewayPort);
  expect(gateway.get('frolic_plays_total{outcome="accepted"}')).toBe(3);
  expect(gateway.get('frolic_plays_total{outcome="unknown_game"}')).toBe(1);
  expect(gateway.get("frolic_intake_ms_count")).toBe(3);
  expect(gateway.get("frolic_reveal_lateness_ms_count")).toBe(0);
  expect(gateway.get("frolic_sockets")).toBe(0);

  const port = await freePort();
  const runtime = await openTestRuntime({
    DATABASE_URL: host.database.urlAs("worker"),
    REDIS_URL: host.redis.url,
    FROLIC_STATE_DIR: host.redis.folder,
    FROLIC_SECRET: testSecret,
  });
  const health = await startHealth(port, workerMetrics(runtime).registry, () => true);
  expect((await figures(port)).get("frolic_plays_waiting")).toBe(3);
  const role = allocatorRole();
  await role.start(runtime);
  const after = await eventually(
    "the figures say that all is decided",
    async () => {
      const now = await figures(port);
      return (
        now.get("frolic_plays_decided_total") === 3 && now.get("frolic_plays_waiting") === 0 && now
      );
    },
    45_000,
  );
  expect(after.get("frolic_decide_ms_count")).toBeGreaterThanOrEqual(1);
  expect(after.get("frolic_decide_batch_plays_sum")).toBe(3);
  expect(after.get("frolic_partition_leases")).toBe(16);
  expect(after.get("frolic_pacing_without_redis")).toBe(0);
  expect(after.get("frolic_games_waiting")).toBe(0);
  await role.stop();
  await health.close();
  await runtime.close();

  const labels = [...gateway.keys(), ...after.keys()].join("\n");
  for (const id of [game.gameId, game.campaignId]) expect(labels).not.toContain(id);
  expect(gateway.size + after.size).toBeLessThan(120);
});
