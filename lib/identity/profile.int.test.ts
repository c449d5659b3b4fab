import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptSetup } from "#lib/identity/accept-setup.ts";
import { findSession } from "#lib/identity/find-session.ts";
import {
  changePassword,
  confirmTotp,
  disableTotp,
  signOutElsewhere,
  startTotp,
  updateProfile,
} from "#lib/identity/profile.ts";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import { createSetupToken, inviteUser } from "#lib/identity/setup-token.ts";
import { confirmSecondFactor, signIn } from "#lib/identity/sign-in.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";
import { totpCode } from "#lib/testing/totp-code.ts";

let runtime: TestRuntime;
let adminId: string;
const password = "correct horse battery staple";
const person = (userId: string) =>
  ({ kind: "user", userId, role: "marketer", brandId: null }) as const;

beforeAll(async () => {
  runtime = await createTestRuntime();
  const { sql } = runtime.database;
  const secret = runtime.env.FROLIC_SECRET;
  const token = (await createSetupToken(sql, secret)) ?? "";
  const form = { token, name: "Mira", email: "mira@example.com", password, timeZone: "UTC" };
  adminId = (await acceptSetup(sql, secret, form, "req-setup")).userId;
});
afterAll(() => runtime.close());

async function join(): Promise<{ userId: string; email: string }> {
  const { sql } = runtime.database;
  const secret = runtime.env.FROLIC_SECRET;
  const admin = { ...person(adminId), role: "admin" } as const;
  const email = `${randomUUID()}@example.com`;
  const invitation = { email, role: "marketer" as const, brandId: null };
  const token = await inviteUser(sql, secret, admin, invitation, "req-invite");
  const form = { token, name: "New", email, password, timeZone: "UTC" };
  return { email, userId: (await acceptSetup(sql, secret, form, "req-join")).userId };
}

/** What a browser keeps after these answers. */
function jarOf(setCookies: readonly string[], before: ReadonlyMap<string, string> = new Map()) {
  const jar = new Map(before);
  for (const line of setCookies) {
    const [pair = ""] = line.split(";", 1);
    const at = pair.indexOf("=");
    const value = decodeURIComponent(pair.slice(at + 1));
    if (value === "" || /max-age=0\b/i.test(line)) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), value);
  }
  return jar;
}

const enter = (email: string, secret = password) =>
  signIn(runtime, {
    email,
    password: secret,
    address: randomUUID(),
    cookies: new Map(),
    requestId: "req-in",
  });

async function browserOf(email: string): Promise<Map<string, string>> {
  const answer = await enter(email);
  expect(answer.kind).toBe("signed_in");
  return jarOf(answer.setCookies);
}

const sessionOf = (jar: ReadonlyMap<string, string>) =>
  findSession(
    runtime.database.sql,
    runtime.env.FROLIC_SECRET,
    jar.get(sessionCookieName(runtime.env)),
  );

const secondStep = (jar: ReadonlyMap<string, string>, code: string) =>
  confirmSecondFactor(runtime, {
    code,
    address: randomUUID(),
    cookies: jar,
    requestId: "req-second",
  });

/** RFC 6238 with the parameters of the URI an authenticator app scans. */
const codeOf = (uri: string, atMs?: number) =>
  totpCode(new URL(uri).searchParams.get("secret") ?? "", atMs);

async function actionsOf(userId: string): Promise<string[]> {
  const rows = await runtime.database.sql<{ action: string }[]>`
    select action from audit_log where subject_id = ${userId} order by id`;
  return rows.map(({ action }) => action);
}

/** A person with the second factor on, in a browser that is signed in. */
async function enrolled() {
  const { userId, email } = await join();
  const first = await browserOf(email);
  const { uri, backupCodes } = await startTotp(runtime, person(userId), {
    password,
    cookies: first,
  });
  const setCookies = await confirmTotp(runtime, person(userId), {
    code: codeOf(uri),
    cookies: first,
    requestId: "req-totp",
  });
  return { userId, email, uri, backupCodes, first, jar: jarOf(setCookies, first) };
}

describe("the second factor", () => {
  it("is not on before a code of it was seen, and a wrong code does not switch it on", async () => {
    const { userId, email } = await join();
    const jar = await browserOf(email);
    await expect(
      startTotp(runtime, person(userId), { password: "wrong wrong wrong", cookies: jar }),
    ).rejects.toMatchObject({ code: "invalid" });
    const { uri } = await startTotp(runtime, person(userId), { password, cookies: jar });
    expect((await enter(email)).kind).toBe("signed_in");
    const wrong = String((Number(codeOf(uri)) + 1) % 1_000_000).padStart(6, "0");
    await expect(
      confirmTotp(runtime, person(userId), { code: wrong, cookies: jar, requestId: "req" }),
    ).rejects.toMatchObject({ code: "second_factor_failed" });
    expect((await enter(email)).kind).toBe("signed_in");
    expect(await actionsOf(userId)).not.toContain("user.second_factor_enabled");
  });

  it("is asked for at the next sign-in, and only its code opens a session", async () => {
    const { userId, email, uri, jar, first } = await enrolled();
    expect(await sessionOf(jar)).toMatchObject({ userId, twoFactorEnabled: true });
    // The session was replaced, so one that was planted before is worth nothing.
    if (jar.get(sessionCookieName(runtime.env)) !== first.get(sessionCookieName(runtime.env))) {
      expect(await sessionOf(first)).toBeUndefined();
    }
    const half = await enter(email);
    expect(half.kind).toBe("second_factor");
    const between = jarOf(half.setCookies);
    expect(await sessionOf(between)).toBeUndefined();
    await expect(secondStep(between, "000000")).rejects.toMatchObject({
      code: "second_factor_failed",
    });
    const done = await secondStep(between, codeOf(uri));
    expect(await sessionOf(jarOf(done.setCookies, between))).toMatchObject({ userId });
    expect(await actionsOf(userId)).toContain("user.second_factor_enabled");
  });

  it("takes each back-up code once", async () => {
    const { userId, email, backupCodes } = await enrolled();
    const [code = ""] = backupCodes;
    const once = jarOf((await enter(email)).setCookies);
    const done = await secondStep(once, code);
    expect(await sessionOf(jarOf(done.setCookies, once))).toMatchObject({ userId });
    const again = jarOf((await enter(email)).setCookies);
    await expect(secondStep(again, code)).rejects.toMatchObject({ code: "second_factor_failed" });
  });

  it("is kept sealed: neither its secret nor a back-up code stands in the database", async () => {
    const { uri, backupCodes } = await enrolled();
    const [row] = await runtime.database.sql<{ text: string }[]>`
      select string_agg(t::text, ' ') as text from two_factor t`;
    const secret = new URL(uri).searchParams.get("secret") ?? "none";
    for (const word of [secret, ...backupCodes]) expect(row?.text).not.toContain(word);
  });

  it("cannot be confirmed without the first step", async () => {
    const { uri } = await enrolled();
    await expect(secondStep(new Map(), codeOf(uri))).rejects.toMatchObject({
      code: expect.stringMatching(/^second_factor/),
    });
  });

  it("goes off with the password alone, never without", async () => {
    const { userId, email, jar } = await enrolled();
    const off = (secret: string) =>
      disableTotp(runtime, person(userId), {
        password: secret,
        cookies: jar,
        requestId: "req-off",
      });
    await expect(off("wrong wrong wrong")).rejects.toMatchObject({ code: "invalid" });
    expect((await enter(email)).kind).toBe("second_factor");
    await off(password);
    expect((await enter(email)).kind).toBe("signed_in");
    expect(await actionsOf(userId)).toContain("user.second_factor_disabled");
  });
});

describe("the own profile", () => {
  it("changes name and time zone, and the log keeps no name", async () => {
    const { userId, email } = await join();
    const jar = await browserOf(email);
    const { sql } = runtime.database;
    await updateProfile(sql, person(userId), { name: "Ada L.", timeZone: "Asia/Tokyo" }, "req-p");
    expect(await sessionOf(jar)).toMatchObject({ name: "Ada L.", timeZone: "Asia/Tokyo" });
    const [row] = await sql<{ text: string }[]>`
      select string_agg(a::text, ' ') as text from audit_log a where subject_id = ${userId}`;
    expect(row?.text).not.toContain("Ada");
  });

  it("changes the password only by the present one, and ends all other sessions", async () => {
    const { userId, email } = await join();
    const [here, elsewhere] = [await browserOf(email), await browserOf(email)];
    const sessionId = (await sessionOf(here))?.sessionId ?? "";
    const { sql } = runtime.database;
    const change = (currentPassword: string) =>
      changePassword(
        sql,
        person(userId),
        { currentPassword, newPassword: "another long passphrase", sessionId },
        "req-pw",
      );
    await expect(change("wrong wrong wrong")).rejects.toMatchObject({ code: "invalid" });
    expect(await sessionOf(elsewhere)).toBeDefined();
    await change(password);
    expect(await sessionOf(here)).toBeDefined();
    expect(await sessionOf(elsewhere)).toBeUndefined();
    await expect(enter(email)).rejects.toMatchObject({ code: "sign_in_failed" });
    expect((await enter(email, "another long passphrase")).kind).toBe("signed_in");
  });

  it("signs out elsewhere, and only the own sessions", async () => {
    const [one, other] = [await join(), await join()];
    const [here, elsewhere] = [await browserOf(one.email), await browserOf(one.email)];
    const stranger = await browserOf(other.email);
    const sessionId = (await sessionOf(here))?.sessionId ?? "";
    const { sql } = runtime.database;
    expect(await signOutElsewhere(sql, person(one.userId), sessionId, "req-out")).toBeGreaterThan(
      0,
    );
    expect(await sessionOf(elsewhere)).toBeUndefined();
    expect(await sessionOf(here)).toBeDefined();
    expect(await sessionOf(stranger)).toBeDefined();
  });
});
