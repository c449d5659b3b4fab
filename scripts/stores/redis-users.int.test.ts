import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLoginLimiter } from "#lib/identity/login-limiter.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { PROCESSES, urlAs } from "#scripts/stores/roles.mjs";

const ownerUrl = process.env.REDIS_URL ?? "";
const clients = new Map<string, Redis>();
let owner: Redis;

beforeAll(async () => {
  owner = new Redis(ownerUrl);
  await owner.acl("LOG", "RESET");
  for (const name of PROCESSES) clients.set(name, new Redis(urlAs(ownerUrl, `frolic_${name}`)));
});
afterAll(() => {
  for (const client of [owner, ...clients.values()]) client.disconnect();
});

function as(name: string): Redis {
  const client = clients.get(name);
  if (!client) throw new Error(`no client for ${name}`);
  return client;
}

async function outcome(redis: Redis, [command = "", ...args]: readonly string[]): Promise<string> {
  try {
    await redis.call(command, ...args);
    return "done";
  } catch (error) {
    return error instanceof Error ? (error.message.split(" ")[0] ?? "") : "";
  }
}

const forbiddenToAll = [
  ["FLUSHALL"],
  ["FLUSHDB"],
  ["CONFIG", "GET", "*"],
  ["SAVE"],
  ["KEYS", "*"],
  ["SCAN", "0"],
  ["RESTORE", "{p:0}:x", "0", "x"],
  ["SHUTDOWN", "NOSAVE"],
  ["ACL", "LIST"],
  ["MONITOR"],
  ["CLIENT", "KILL", "TYPE", "normal"],
  ["SCRIPT", "FLUSH"],
  ["FUNCTION", "LIST"],
  ["REPLICAOF", "NO", "ONE"],
  ["SET", "somewhere-else", "1"],
  ["PUBLISH", "elsewhere", "1"],
];

describe("a process may do in Redis what its user may", () => {
  it.each(PROCESSES.flatMap((name) => forbiddenToAll.map((call) => [name, call] as const)))(
    "%s is refused: %s",
    async (name, call) => {
      expect(await outcome(as(name), call)).toBe("NOPERM");
    },
  );

  it.each([
    ["web", ["HSET", "{p:0}:g:x:state", "e", "9"]],
    ["gateway", ["HSET", "{p:0}:g:x:state", "e", "9"]],
    ["gateway", ["SET", "{p:0}:result:x", "a win"]],
    ["gateway", ["DEL", "{p:0}:plays"]],
    ["gateway", ["PUBLISH", "live:x", "made up"]],
    ["worker", ["SET", "rl:login:pair:x", "1"]],
    ["worker", ["SUBSCRIBE", "live:x"]],
  ] as const)("%s is refused: %s", async (name, call) => {
    expect(await outcome(as(name), call)).toBe("NOPERM");
  });

  it("refuses inside a script what it refuses outside", async () => {
    const script = "return redis.call('HSET', KEYS[1], 'e', '9')";
    for (const name of ["web", "gateway"]) {
      await expect(as(name).eval(script, 1, "{p:0}:g:x:state")).rejects.toThrow(
        /NOPERM|can.t (?:run|access)/,
      );
    }
    expect(await as("worker").eval(script, 1, "{p:0}:g:x:state")).toBe(1);
    await owner.del("{p:0}:g:x:state");
  });

  it("counts sign-ins in Redis, not in the memory that stands in for it", async () => {
    const limiter = createLoginLimiter(as("web"), testSecret);
    await limiter.take("a@example.org", "192.0.2.1");
    await limiter.forgive("a@example.org", "192.0.2.1");
    const found = await owner.keys("rl:login:*");
    expect(found.length).toBeGreaterThanOrEqual(2);
  });

  it("does to the owner none of this", async () => {
    expect(await outcome(owner, ["CONFIG", "GET", "maxmemory"])).toBe("done");
    expect(await outcome(owner, ["KEYS", "rl:*"])).toBe("done");
  });
});
