import { randomUUID } from "node:crypto";
import { createPlayerTokens } from "#lib/identity/player-token.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { testSecret } from "#lib/testing/factories.ts";
import type { GameFixture } from "#lib/testing/play-fixtures.ts";
import {
  createTestDatabase,
  freePort,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { openTestRuntime } from "#lib/testing/test-runtime.ts";
import { type Gateway, startGateway } from "#workers/gateway/start-gateway.ts";

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

export interface TestGateway {
  readonly base: string;
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  readonly runtime: Runtime;
  readonly gateway: Gateway;
  call(path: string, init?: RequestInit & { token?: string }): Promise<Reply>;
  pull(game: GameFixture, token: string, playId?: string): Promise<Reply>;
  stop(): Promise<void>;
}

const tokens = createPlayerTokens(testSecret, () => Date.now());

export function tokenFor(game: GameFixture, playerId = randomUUID()): string {
  return tokens.mint(game.campaignId, playerId).token;
}

/** A gateway in this process on its own database and Redis; `settings` go over the defaults. */
export async function startTestGateway(
  settings: Record<string, string> = {},
): Promise<TestGateway> {
  const [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const runtime = await openTestRuntime({
    DATABASE_URL: database.urlAs("gateway"),
    REDIS_URL: redis.url,
    PORT: String(port),
    BASE_URL: base,
    ...settings,
  });
  const gateway = await startGateway(runtime);
  const call: TestGateway["call"] = async (path, { token, ...init } = {}) => {
    const headers = new Headers(init.headers);
    if (token) headers.set("authorization", `Bearer ${token}`);
    if (init.body && !headers.has("content-type")) headers.set("content-type", "application/json");
    const response = await fetch(base + path, { redirect: "manual", ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    const body = isJson ? JSON.parse(text) : {};
    return { status: response.status, text, body, headers: response.headers };
  };
  return {
    base,
    database,
    redis,
    runtime,
    gateway,
    call,
    pull: (game, token, playId = randomUUID()) => {
      const body = JSON.stringify({ playId, gameId: game.gameId });
      return call("/api/plays", { method: "POST", token, body });
    },
    stop: async () => {
      await gateway.stop();
      await runtime.close();
      await redis.stop();
      await database.drop();
    },
  };
}
