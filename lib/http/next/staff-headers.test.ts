import { expect, test } from "vitest";
import { type StaffPage, staffHeaders } from "#lib/http/next/staff-headers.ts";

const page = { nonce: "abc", host: "localhost:3000", isSecure: false, isDevelopment: false };
const policyOf = (over: Partial<StaffPage> = {}) =>
  staffHeaders({ ...page, ...over })["content-security-policy"] ?? "";

test("only scripts with the nonce run, and nothing may frame or rebase the page", () => {
  const policy = policyOf();
  expect(policy).toContain("script-src 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(part);
  }
});

test("text becomes code by the one policy of the page, except where code is developed", () => {
  expect(policyOf()).toMatch(/; require-trusted-types-for 'script'; trusted-types default$/);
  expect(policyOf({ isDevelopment: true })).not.toContain("trusted-types");
});

test("sockets may go to the page's own host, and a forged host adds nothing to the policy", () => {
  expect(policyOf()).toContain("connect-src 'self' ws://localhost:3000 wss://localhost:3000;");
  expect(policyOf({ host: "evil; script-src *" })).not.toContain("evil");
  expect(policyOf({ host: null })).toContain("connect-src 'self';");
});

test("https pages say so for a year, plain localhost does not", () => {
  expect(staffHeaders(page)["strict-transport-security"]).toBeUndefined();
  expect(staffHeaders({ ...page, isSecure: true })["strict-transport-security"]).toContain(
    "max-age",
  );
});
