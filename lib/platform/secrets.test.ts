import { pino } from "pino";
import { expect, it } from "vitest";
import { EnvError, parseEnv } from "#lib/platform/env.ts";
import { loggerOptions } from "#lib/platform/logger.ts";
import { deriveKey, seal, unseal } from "#lib/platform/secrets.ts";

const stores = { DATABASE_URL: "postgres://x", REDIS_URL: "redis://x" };

it.each([undefined, "", "short", "x".repeat(31)])("does not start with the secret %s", (secret) => {
  const start = () => parseEnv({ ...stores, FROLIC_SECRET: secret });
  expect(start).toThrow(EnvError);
  expect(start).toThrow(/FROLIC_SECRET/);
});

it("does not say the secret it refuses", () => {
  const start = () => parseEnv({ ...stores, FROLIC_SECRET: "hunter2-hunter2" });
  expect(start).not.toThrow(/hunter2/);
});

it("writes no code, cookie, key or password into a line of the log", () => {
  const lines: string[] = [];
  const logger = pino(loggerOptions("test", "info"), { write: (line: string) => lines.push(line) });
  const secret = "CANARY-7K2Q";
  const error = Object.assign(new Error("failed"), { code: secret, cookie: secret });
  logger.error(
    { err: error, headers: { authorization: secret, cookie: secret } },
    "request failed",
  );
  logger.info({ code: secret, password: secret, seed: secret, user: { token: secret } }, "x");
  expect(lines).toHaveLength(2);
  expect(lines.join("")).not.toContain(secret);
  logger.info({ harmless: secret }, "the search has teeth");
  expect(lines.join("")).toContain(secret);
});

it("opens what it sealed only in its place, with its key and unchanged", () => {
  const [key, other] = [
    deriveKey("x".repeat(32), "game-seed"),
    deriveKey("x".repeat(32), "coupon-kek"),
  ];
  const sealed = seal(key, Buffer.from("seed"), "game 1");
  expect(unseal(key, sealed, "game 1").toString()).toBe("seed");
  expect(() => unseal(key, sealed, "game 2")).toThrow();
  expect(() => unseal(other, sealed, "game 1")).toThrow();
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
  expect(() => unseal(key, sealed, "game 1")).toThrow();
});
