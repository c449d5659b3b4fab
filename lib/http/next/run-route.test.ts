import { expect, test, vi } from "vitest";
import { z } from "zod";
import type { KeyActor, UserActor } from "#lib/http/next/access.ts";
import { type RouteHost, type RouteSpec, runRoute } from "#lib/http/next/run-route.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

const admin: UserActor = { kind: "user", userId: "u1", role: "admin", brandId: null };
const brand: UserActor = { kind: "user", userId: "u2", role: "brand", brandId: "b1" };
const redeemer: KeyActor = {
  kind: "api_key",
  keyId: "k",
  scopes: ["coupons:redeem"],
  ownerId: "u1",
  brandId: "b1",
};

function hostOf(user: UserActor | null, key: KeyActor | AppError | null = null): RouteHost {
  return {
    runtime: {
      env: { BASE_URL: "http://localhost:3000" },
      logger: { error: vi.fn() },
    } as unknown as Runtime,
    userOf: async () => user,
    keyOf: async () => {
      if (key instanceof AppError) throw key;
      return key;
    },
    rethrow: () => undefined,
  };
}

const own = { origin: "http://localhost:3000", host: "localhost:3000" };

function requestOf(method: string, headers: Record<string, string> = {}, body?: string): Request {
  return new Request("http://localhost:3000/api/x?page=2", {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

async function answer(
  spec: RouteSpec<
    "none" | "staff" | "brand" | "user" | "apiKey" | "userOrKey",
    undefined,
    undefined
  >,
  host: RouteHost,
  request: Request,
): Promise<[number, string]> {
  const response = await runRoute(spec, async () => ({ secret: "protected" }), host, request, {});
  return [response.status, await response.text()];
}

test.each([
  ["staff", null, null, 401],
  ["staff", brand, null, 403],
  ["staff", admin, null, 200],
  ["brand", admin, null, 403],
  ["brand", brand, null, 200],
  ["user", brand, null, 200],
  ["apiKey", admin, null, 401],
  ["apiKey", null, redeemer, 200],
] as const)("a %s route answers by who asks (%#)", async (auth, user, key, status) => {
  const [got, body] = await answer({ auth }, hostOf(user, key), requestOf("GET"));
  expect(got).toBe(status);
  expect(body.includes("protected")).toBe(status === 200);
});

test("a key without the scope is refused, and a bad key never falls back to the cookie", async () => {
  const spec = { auth: "userOrKey", scope: "reports:read" } as const;
  const bearer = requestOf("GET", { authorization: "Bearer x" });
  expect((await answer(spec, hostOf(admin, redeemer), bearer))[0]).toBe(403);
  const bad = hostOf(admin, new AppError("key_invalid"));
  expect((await answer(spec, bad, bearer))[0]).toBe(401);
});

test.each([
  [{}, 403],
  [{ origin: "null" }, 403],
  [{ origin: "https://evil.example", host: "localhost:3000" }, 403],
  [{ ...own, "sec-fetch-site": "cross-site" }, 403],
  [{ ...own, "sec-fetch-site": "same-origin" }, 200],
  [own, 200],
])("an unsafe request with a cookie needs our own origin (%#)", async (headers, status) => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const [got] = await answer({ auth: "staff" }, hostOf(admin), requestOf(method, headers));
    expect(got).toBe(status);
  }
});

test("a key needs no origin: it carries no cookie's authority", async () => {
  const request = requestOf("POST", { authorization: "Bearer x" });
  expect((await answer({ auth: "apiKey" }, hostOf(null, redeemer), request))[0]).toBe(200);
});

const body = z.strictObject({ name: z.string() });
const send = (text: string, headers: Record<string, string> = {}, bodyLimit?: number) =>
  runRoute(
    { auth: "none", body, ...(bodyLimit === undefined ? {} : { bodyLimit }) },
    async (context) => ({ name: context.body.name }),
    hostOf(null),
    requestOf("POST", headers, text),
    {},
  );

test("a body is parsed strictly and never read past its limit", async () => {
  expect(await (await send('{"name":"x"}')).json()).toEqual({ name: "x" });
  expect((await send('{"name":"x","role":"admin"}')).status).toBe(422);
  expect((await send("{")).status).toBe(400);
  expect((await send('{"name":"x"}', { "content-type": "text/plain" })).status).toBe(400);
  expect((await send(`{"name":"${"x".repeat(70_000)}"}`)).status).toBe(413);
  expect((await send(`{"name":"${"x".repeat(70_000)}"}`, {}, 100_000)).status).toBe(200);
});

test("refusals are problem JSON with the request's id, fields by name and no cache", async () => {
  const response = await send('{"name":1}', { "x-request-id": "request-0123" });
  expect(response.headers.get("content-type")).toMatch("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toMatchObject({
    status: 422,
    code: "invalid",
    requestId: "request-0123",
    errors: [{ path: "name" }],
  });
});

test("a bug answers 500 without a word of its message", async () => {
  const host = hostOf(null);
  const fail = async () => {
    throw new Error("relation coupon_code does not exist");
  };
  const response = await runRoute({ auth: "none" }, fail, host, requestOf("GET"), {});
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("coupon_code");
  expect(host.runtime.logger.error).toHaveBeenCalledTimes(1);
});
