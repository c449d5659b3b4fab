import { expect, test } from "vitest";
import type { Actor, ApiKeyScope, Role } from "#lib/identity/contract.ts";
import {
  brandScope,
  isPermitted,
  type PermittedAction,
  permissions,
  type Resource,
  requireBrandAccess,
  requirePermission,
} from "#lib/identity/permissions.ts";

const person = (role: Role, brandId: string | null = null): Actor => ({
  kind: "user",
  userId: "u",
  role,
  brandId,
});
const key = (...scopes: ApiKeyScope[]): Actor => ({
  kind: "api_key",
  keyId: "k",
  scopes,
  ownerId: "u",
  brandId: null,
});
const player: Actor = { kind: "player", playerId: "p", campaignId: null };

const every = Object.entries(permissions).flatMap(([resource, actions]) =>
  Object.keys(actions).map((action) => [resource, action] as [Resource, never]),
);
const granted = (actor: Actor) =>
  every
    .filter(([resource, action]) => isPermitted(actor, resource, action))
    .map((pair) => pair.join("."));

test("admins may do everything in the table, players and strangers to it nothing", () => {
  expect(granted(person("admin"))).toHaveLength(every.length);
  expect(granted(player)).toEqual([]);
  expect(granted(key())).toEqual([]);
});

test("a key for bots serves promo servers, and one for ads tells conversions as well; no more", () => {
  expect(granted(key("bot"))).toEqual(["promoServer.serve", "promotionEvent.track"]);
  expect(granted(key("ads:write"))).toEqual([
    ...["submit", "read", "change", "cancel", "retry"].map((action) => `ad.${action}`),
    "promotionEvent.convert",
  ]);
});

test("a second person is a person: no key answers a request, however much else it may do", () => {
  for (const action of ["read", "settle", "cancel"] as const) {
    expect(isPermitted(person("marketer"), "approval", action)).toBe(true);
    expect(isPermitted(key("admin"), "approval", action)).toBe(false);
    expect(isPermitted(person("brand", "b1"), "approval", action)).toBe(false);
  }
});

test("brand people may read their reports, redeem, look after their ads and profile, no more", () => {
  expect(granted(person("brand", "b1"))).toEqual([
    "coupon.redeem",
    "coupon.rollback",
    "report.read",
    "profile.edit",
    ...["submit", "read", "change", "cancel", "retry"].map((action) => `ad.${action}`),
    "adPolicy.read",
    "adPolicy.edit",
    "promotion.read",
  ]);
});

test("a brand person without a brand may do nothing at all", () => {
  expect(granted(person("brand", null))).toEqual([]);
});

test("no key manages people or keys, whatever its scopes", () => {
  const all = granted(key("admin", "bot", "ads:write", "coupons:redeem", "reports:read"));
  expect(
    all.filter((name) => /^(user|apiKey|partnerKey|setting\.edit|profile)/.test(name)),
  ).toEqual([]);
});

test("marketers manage campaigns but neither people nor keys", () => {
  const may = granted(person("marketer"));
  expect(may).toContain("campaign.publish");
  expect(may.filter((name) => /^(user|apiKey|partnerKey)\./.test(name))).toEqual([]);
});

test("what the table does not name is refused, inherited names included", () => {
  for (const action of ["toString", "constructor", "__proto__", "nonsense"]) {
    expect(isPermitted(person("admin"), "campaign", action as PermittedAction<"campaign">)).toBe(
      false,
    );
  }
});

test("a refusal says what lacks: a role or a scope", () => {
  expect(() => requirePermission(person("brand", "b"), "campaign", "read")).toThrow(
    expect.objectContaining({ code: "forbidden" }),
  );
  expect(() => requirePermission(key("bot"), "campaign", "read")).toThrow(
    expect.objectContaining({ code: "scope_missing" }),
  );
});

test("a brand's scope is itself, staff have none, and nobody else sees any row", () => {
  expect(brandScope(person("brand", "b1"))).toBe("b1");
  expect(brandScope(person("admin"))).toBeNull();
  expect(brandScope(player)).toMatch(/^0{8}-/);
  expect(() => requireBrandAccess(person("brand", "b1"), "b2")).toThrow(
    expect.objectContaining({ code: "brand_not_found" }),
  );
  expect(() => requireBrandAccess(person("brand", "b1"), "b1")).not.toThrow();
});
