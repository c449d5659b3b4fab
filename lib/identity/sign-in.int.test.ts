import { randomUUID } from "node:crypto";
import { hashSync } from "@node-rs/argon2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptSetup } from "#lib/identity/accept-setup.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { findSession } from "#lib/identity/find-session.ts";
import { changeRole, setDisabled } from "#lib/identity/manage-users.ts";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import { createSetupToken, inviteUser } from "#lib/identity/setup-token.ts";
import { signIn, signOut } from "#lib/identity/sign-in.ts";
import { AppError } from "#lib/platform/errors.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";
import { threadCpuMs } from "#lib/testing/thread-cpu.ts";

let runtime: TestRuntime;
let admin: Extract<Actor, { kind: "user" }>;
const password = "correct horse battery staple";

beforeAll(async () => {
  runtime = await createTestRuntime();
  const { sql } = runtime.database;
  const token = await createSetupToken(sql, runtime.env.FROLIC_SECRET);
  const form = { token: token ?? "", name: "Mira", email: "Mira@example.com", password };
  const { userId } = await acceptSetup(
    sql,
    runtime.env.FROLIC_SECRET,
    { ...form, timeZone: "Europe/Berlin" },
    "req-setup-1",
  );
  admin = { kind: "user", userId, role: "admin", brandId: null };
});
afterAll(() => runtime.close());

const attempt = (email: string, secret: string, cookies = new Map<string, string>()) =>
  signIn(runtime, {
    email,
    password: secret,
    address: randomUUID(),
    cookies,
    requestId: "req-sign-in",
  });

/** The cookie a browser would send back. */
function cookieOf(setCookies: readonly string[]): string {
  const name = sessionCookieName(runtime.env);
  const found = setCookies.filter((each) => each.startsWith(`${name}=`)).at(-1) ?? "";
  return decodeURIComponent(found.slice(name.length + 1).split(";", 1)[0] ?? "");
}

const signedIn = (cookie: string) =>
  findSession(runtime.database.sql, runtime.env.FROLIC_SECRET, cookie);

async function join(email: string): Promise<string> {
  const { sql } = runtime.database;
  const secret = runtime.env.FROLIC_SECRET;
  const invitation = { email, role: "marketer" as const, brandId: null };
  const token = await inviteUser(sql, secret, admin, invitation, "req-invite");
  const form = { token, name: "New", email, password, timeZone: "UTC" };
  return (await acceptSetup(sql, secret, form, "req-join")).userId;
}

test("a right password opens a session whose token is nowhere in the database", async () => {
  const outcome = await attempt("mira@example.com", password);
  expect(outcome.kind).toBe("signed_in");
  const cookie = cookieOf(outcome.setCookies);
  expect(await signedIn(cookie)).toMatchObject({ userId: admin.userId, role: "admin" });
  const rows = await runtime.database.sql<{ token: string }[]>`select token from session`;
  expect(rows.length).toBeGreaterThan(0);
  for (const { token } of rows) {
    expect(cookie).not.toContain(token);
    expect(await signedIn(token)).toBeUndefined();
  }
});

test("the cookie is HttpOnly, SameSite Lax, and Secure with __Host- exactly over https", async () => {
  const { setCookies } = await attempt("mira@example.com", password);
  expect(setCookies.join()).toMatch(/^frolic\.session_token=.*HttpOnly; SameSite=Lax/i);
  expect(setCookies.join()).not.toMatch(/Secure/);
  const secure = await createTestRuntime({ BASE_URL: "https://frolic.example" });
  const { sql } = secure.database;
  const secret = secure.env.FROLIC_SECRET;
  const token = (await createSetupToken(sql, secret)) ?? "";
  const form = { token, name: "M", email: "m@example.com", password, timeZone: "UTC" };
  await acceptSetup(sql, secret, form, "req-1");
  const address = randomUUID();
  const request = { email: "m@example.com", password, address, requestId: "r", cookies: new Map() };
  const outcome = await signIn(secure, request);
  expect(outcome.setCookies.join()).toMatch(/^__Host-frolic\.session_token=.*Path=\/; .*Secure/);
  expect(outcome.setCookies.join()).not.toMatch(/Domain=/);
  await secure.close();
});

test("a wrong password and an unknown address get the same answer after the same hash", async () => {
  const timeOf = async (email: string) => {
    const start = performance.now();
    const error = await attempt(email, "not the password").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe("sign_in_failed");
    return performance.now() - start;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 9; round++) {
    known.push(await timeOf("mira@example.com"));
    unknown.push(await timeOf(`nobody-${round}@example.com`));
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[4] ?? 0;
  // Without the dummy hash the unknown address answers many times faster.
  expect(median(unknown)).toBeGreaterThan(median(known) / 3);
});

test("signing in again ends the session the browser had", async () => {
  const first = cookieOf((await attempt("mira@example.com", password)).setCookies);
  const cookies = new Map([[sessionCookieName(runtime.env), first]]);
  const second = cookieOf((await attempt("mira@example.com", password, cookies)).setCookies);
  expect(second).not.toBe(first);
  expect(await signedIn(first)).toBeUndefined();
  expect(await signedIn(second)).toBeDefined();
});

test("a session ends at sign-out, after half an hour idle and after twelve hours", async () => {
  const { sql } = runtime.database;
  const open = async () => cookieOf((await attempt("mira@example.com", password)).setCookies);
  const out = await open();
  await signOut(runtime, out);
  expect(await signedIn(out)).toBeUndefined();
  const idle = await open();
  await sql`update session set updated_at = now() - interval '29 minutes'`;
  expect(await signedIn(idle)).toBeDefined();
  await sql`update session set updated_at = now() - interval '31 minutes'`;
  expect(await signedIn(idle)).toBeUndefined();
  const old = await open();
  await sql`update session set created_at = now() - interval '721 minutes', updated_at = now()`;
  expect(await signedIn(old)).toBeUndefined();
});

test("disabling somebody ends their sessions at once and refuses the next sign-in", async () => {
  const userId = await join("dora@example.com");
  const cookie = cookieOf((await attempt("dora@example.com", password)).setCookies);
  expect(await signedIn(cookie)).toBeDefined();
  await setDisabled(runtime.database.sql, admin, { userId, disabled: true }, "req-disable");
  expect(await signedIn(cookie)).toBeUndefined();
  await expect(attempt("dora@example.com", password)).rejects.toMatchObject({
    code: "sign_in_failed",
  });
  await setDisabled(runtime.database.sql, admin, { userId, disabled: false }, "req-enable");
  expect((await attempt("dora@example.com", password)).kind).toBe("signed_in");
});

test("a change of role ends every session of the person", async () => {
  const userId = await join("rolf@example.com");
  const cookie = cookieOf((await attempt("rolf@example.com", password)).setCookies);
  const change = { userId, role: "admin" as const, brandId: null };
  await changeRole(runtime.database.sql, admin, change, "req-role");
  expect(await signedIn(cookie)).toBeUndefined();
  const again = cookieOf((await attempt("rolf@example.com", password)).setCookies);
  expect(await signedIn(again)).toMatchObject({ role: "admin" });
  const back = { userId, role: "marketer" as const, brandId: null };
  await changeRole(runtime.database.sql, admin, back, "req-role-2");
});

test("the last admin can neither be disabled nor demoted", async () => {
  const { sql } = runtime.database;
  const { userId } = admin;
  await expect(setDisabled(sql, admin, { userId, disabled: true }, "r")).rejects.toMatchObject({
    code: "last_admin",
  });
  const change = { userId, role: "marketer" as const, brandId: null };
  await expect(changeRole(sql, admin, change, "r")).rejects.toMatchObject({ code: "last_admin" });
});

test("the eleventh wrong password from one address in a quarter of an hour is not even looked at", async () => {
  const address = randomUUID();
  const guess = () =>
    signIn(runtime, {
      email: "mira@example.com",
      password: "guess guess guess",
      address,
      cookies: new Map(),
      requestId: "r",
    }).then(
      () => "in",
      (error: AppError) => error.code,
    );
  const answers = await Promise.all(Array.from({ length: 14 }, guess));
  expect(answers.filter((answer) => answer === "sign_in_failed")).toHaveLength(10);
  expect(answers.filter((answer) => answer === "rate_limited")).toHaveLength(4);
  expect((await attempt("mira@example.com", password)).kind).toBe("signed_in");
});

test("with Redis gone the limit still holds, in the process", async () => {
  const alone = await createTestRuntime({ REDIS_URL: "redis://127.0.0.1:1" });
  const address = randomUUID();
  const codes: string[] = [];
  for (let round = 0; round < 12; round++) {
    const request = { email: "x@example.com", password: "guess", address, requestId: "r" };
    const answer = signIn(alone, { ...request, cookies: new Map() });
    codes.push(
      await answer.then(
        () => "in",
        (error: AppError) => error.code,
      ),
    );
  }
  expect(codes.slice(0, 10)).toEqual(Array(10).fill("sign_in_failed"));
  expect(codes.slice(10)).toEqual(["rate_limited", "rate_limited"]);
  await alone.close();
});

test("fifty people who sign in at once leave the event loop to everybody else", async () => {
  const before = threadCpuMs();
  // Unknown or not, each costs a hash: who has an account must not show in the time it takes.
  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, () => attempt(`${randomUUID()}@example.com`, password)),
  );
  const spent = threadCpuMs() - before;
  expect(answers.every(({ status }) => status === "rejected")).toBe(true);
  // The control: what the hashes alone would hold this thread up for.
  const start = threadCpuMs();
  for (let index = 0; index < 50; index++) {
    hashSync(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  }
  expect(spent).toBeLessThan((threadCpuMs() - start) / 2);
});
