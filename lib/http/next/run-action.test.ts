import { expect, test, vi } from "vitest";
import { z } from "zod";
import { type ActionHost, runAction } from "#lib/http/next/run-action.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

const schema = z.strictObject({ name: z.string().min(2), count: z.number().int() });
const admin: Actor = { kind: "user", userId: "u1", role: "admin", brandId: null };
const brand: Actor = { kind: "user", userId: "u2", role: "brand", brandId: "b1" };
const key: Actor = { kind: "api_key", keyId: "k", scopes: ["admin"], ownerId: "u1", brandId: null };

function hostOf(actor: Actor | null, headers: Record<string, string> = {}): ActionHost {
  const own = { origin: "http://localhost:3000", host: "localhost:3000" };
  const logger = { error: vi.fn() };
  return {
    headers: new Headers({ ...own, ...headers }),
    runtime: { env: { BASE_URL: "http://localhost:3000" }, logger } as unknown as Runtime,
    actor: async () => actor,
    rethrow: () => undefined,
  };
}

const spec = {
  access: ["admin", "marketer"] as const,
  schema,
  fn: async ({ input }: { input: z.output<typeof schema> }) => `${input.name} ${input.count}`,
};

test("a person with the role and good input gets the value", async () => {
  const result = await runAction(spec, hostOf(admin), { name: "ab", count: 3 });
  expect(result).toEqual({ ok: true, value: "ab 3" });
});

test.each([
  ["nobody", null, "unauthenticated"],
  ["another role", brand, "forbidden"],
  ["a key, which no form carries", key, "unauthenticated"],
] as const)("%s is refused before the input is looked at", async (_who, actor, code) => {
  const fn = vi.fn();
  const result = await runAction({ ...spec, fn }, hostOf(actor), { nonsense: true });
  expect(result).toMatchObject({ ok: false, code });
  expect(fn).not.toHaveBeenCalled();
});

test.each([
  ["another origin", { origin: "https://evil.example" }],
  ["a sandboxed frame", { origin: "null" }],
  ["another port of the same host", { origin: "http://localhost:4000" }],
  ["a cross-site fetch that hides its origin", { "sec-fetch-site": "cross-site" }],
  ["a sibling subdomain", { "sec-fetch-site": "same-site" }],
])("a post from %s is refused whoever is signed in", async (_where, headers) => {
  const result = await runAction(spec, hostOf(admin, headers), { name: "ab", count: 3 });
  expect(result).toMatchObject({ ok: false, code: "forbidden" });
});

test("a post without an Origin is refused", async () => {
  const host = hostOf(admin);
  host.headers.delete("origin");
  expect(await runAction(spec, host, { name: "ab", count: 3 })).toMatchObject({
    code: "forbidden",
  });
});

test("a form is coerced and its refused fields come back with what was typed, secrets left out", async () => {
  const form = new FormData();
  form.set("name", "a");
  form.set("count", "7");
  form.set("password", "hunter2 hunter2");
  form.set("$ACTION_REF_1", "");
  const loose = { ...spec, schema: schema.extend({ password: z.string() }) };
  const result = await runAction(loose, hostOf(admin), form);
  expect(result).toMatchObject({ ok: false, code: "invalid", fields: [{ path: "name" }] });
  expect(JSON.stringify(result)).not.toContain("hunter2");
  expect(JSON.stringify(result)).toContain('"count":"7"');
  form.set("name", "ab");
  expect(await runAction(loose, hostOf(admin), form)).toEqual({ ok: true, value: "ab 7" });
});

test("a refusal by the use case also gives back what was typed, secrets left out", async () => {
  const form = new FormData();
  form.set("name", "mira");
  form.set("count", "7");
  form.set("password", "hunter2 hunter2");
  const refusing = {
    ...spec,
    schema: schema.extend({ password: z.string() }),
    fn: async () => {
      throw new AppError("sign_in_failed");
    },
  };
  const result = await runAction(refusing, hostOf(admin), form);
  expect(result).toMatchObject({
    ok: false,
    code: "sign_in_failed",
    lastResult: { initialValue: { name: "mira" } },
  });
  expect(JSON.stringify(result)).not.toContain("hunter2");
});

test("an unknown field is refused, not ignored", async () => {
  const input = { name: "ab", count: 3, role: "admin" };
  expect(await runAction(spec, hostOf(admin), input)).toMatchObject({ ok: false, code: "invalid" });
});

test("a refusal of the use case becomes its code; a bug becomes internal, logged and without its text", async () => {
  const refuse = (error: Error) =>
    runAction(
      {
        ...spec,
        fn: async () => {
          throw error;
        },
      },
      host,
      { name: "ab", count: 3 },
    );
  const host = hostOf(admin);
  expect(await refuse(new AppError("campaign_not_found"))).toMatchObject({
    code: "campaign_not_found",
  });
  expect(host.runtime.logger.error).not.toHaveBeenCalled();
  const bug = await refuse(new Error("select * from secret_table failed"));
  expect(bug).toMatchObject({ ok: false, code: "internal" });
  expect(JSON.stringify(bug)).not.toContain("secret_table");
  expect(host.runtime.logger.error).toHaveBeenCalledTimes(1);
});

test("a public action serves strangers and tells signed-in people apart", async () => {
  const publicSpec = {
    ...spec,
    access: "public" as const,
    fn: async ({ actor }: { actor: Actor | null }) => actor?.kind ?? "nobody",
  };
  const input = { name: "ab", count: 3 };
  expect(await runAction(publicSpec, hostOf(null), input)).toEqual({ ok: true, value: "nobody" });
  expect(await runAction(publicSpec, hostOf(admin), input)).toEqual({ ok: true, value: "user" });
});
