// Who may do what, as data. Use cases ask `requirePermission` first; whatever the table does not name is refused.
// Pages and the proxy only hide what would be refused here.

import type { Actor, ApiKeyScope, Role } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";

interface Rule {
  readonly roles: readonly Role[];
  /** Keys that may do the same; a key without one of these scopes is refused. */
  readonly scopes?: readonly ApiKeyScope[];
}

const admins: Rule = { roles: ["admin"], scopes: ["admin"] };
const staff: Rule = { roles: ["admin", "marketer"], scopes: ["admin"] };
/** Staff see every row, brand people their own: the use case narrows by `brandScope`. */
const everyone: Rule = { roles: ["admin", "marketer", "brand"], scopes: ["admin"] };
const reports: Rule = { ...everyone, scopes: ["admin", "reports:read"] };
/** What a bot tells of promotions; the use case binds a key to the promo servers of its owner. */
const bots: Rule = { roles: ["admin"], scopes: ["admin", "bot"] };
/** The advertiser's own system tells what became of a click. */
const converters: Rule = { roles: ["admin"], scopes: ["admin", "ads:write"] };
const redeemers: Rule = { ...everyone, scopes: ["admin", "coupons:redeem"] };
const adMakers: Rule = { ...everyone, scopes: ["admin", "ads:write"] };
/** People at a screen only: no key manages keys or people. */
const adminPeople: Rule = { roles: ["admin"] };
const people: Rule = { roles: ["admin", "marketer", "brand"] };
/** A second person is a person: no key answers for one. */
const staffPeople: Rule = { roles: ["admin", "marketer"] };

export const permissions = {
  campaign: {
    read: staff,
    create: staff,
    edit: staff,
    publish: staff,
    pause: staff,
    archive: staff,
    duplicate: staff,
    restore: staff,
  },
  game: { read: staff, edit: staff, pause: staff },
  brand: { read: staff, create: staff, edit: staff, archive: staff },
  pool: { read: staff, create: staff, edit: staff, import: staff, generate: staff, archive: staff },
  coupon: { read: staff, reveal: staff, redeem: redeemers, rollback: redeemers, void: admins },
  draw: { read: staff, void: admins },
  report: { read: reports },
  user: { read: adminPeople, invite: adminPeople, disable: adminPeople, changeRole: adminPeople },
  apiKey: { read: adminPeople, create: adminPeople, revoke: adminPeople },
  partnerKey: { read: adminPeople, create: adminPeople, revoke: adminPeople },
  profile: { edit: people },
  privacy: { export: adminPeople, erase: adminPeople },
  audit: { read: staff, verify: staff },
  setting: { read: staff, edit: adminPeople },
  system: { read: staff },
  webhook: {
    read: adminPeople,
    create: adminPeople,
    edit: adminPeople,
    delete: adminPeople,
    rotate: adminPeople,
    send: adminPeople,
  },
  approval: { read: staffPeople, settle: staffPeople, cancel: staffPeople },
  demo: { remove: adminPeople },
  rehearsal: { read: staff, run: staff },
  live: { watch: staff },
  ad: {
    submit: adMakers,
    read: adMakers,
    change: adMakers,
    cancel: adMakers,
    retry: adMakers,
    review: staff,
    operate: staff,
  },
  queue: { read: adminPeople, remove: adminPeople },
  adPolicy: { read: everyone, edit: everyone },
  promoServer: { read: staff, edit: staff, serve: bots },
  promoNetwork: { read: staff, edit: adminPeople },
  promotion: { read: reports, book: staff, edit: staff, pause: staff, cancel: staff },
  allocation: { read: staff, run: staff },
  promotionEvent: { track: bots, convert: converters },
} as const satisfies Record<string, Record<string, Rule>>;

export type Resource = keyof typeof permissions;
export type PermittedAction<R extends Resource> = keyof (typeof permissions)[R] & string;

/** Whether the table grants it. The system itself may do everything; a player nothing of this. */
export function isPermitted<R extends Resource>(
  actor: Actor,
  resource: R,
  action: PermittedAction<R>,
): boolean {
  const rules: Readonly<Record<string, Rule>> = permissions[resource];
  const rule = Object.hasOwn(rules, action) ? rules[action] : undefined;
  if (!rule) return false;
  switch (actor.kind) {
    case "system":
      return true;
    case "user":
      return rule.roles.includes(actor.role) && (actor.role !== "brand" || actor.brandId !== null);
    case "api_key":
      return actor.scopes.some((scope) => rule.scopes?.includes(scope));
    case "player":
      return false;
  }
}

/** The first line of every use case: throws `forbidden` (or `scope_missing` for a key) unless permitted. */
export function requirePermission<R extends Resource>(
  actor: Actor,
  resource: R,
  action: PermittedAction<R>,
): void {
  if (isPermitted(actor, resource, action)) return;
  throw new AppError(actor.kind === "api_key" ? "scope_missing" : "forbidden");
}

/**
 * The brand an actor is confined to, or null for everybody's rows. Queries take it as a filter, so that another
 * brand's row is simply not found.
 */
export function brandScope(actor: Actor): string | null {
  if (actor.kind === "user") return actor.role === "brand" ? (actor.brandId ?? nobody) : null;
  if (actor.kind === "api_key") return actor.brandId;
  return actor.kind === "system" ? null : nobody;
}

/** Refuses, as if it did not exist, a row of another brand. */
export function requireBrandAccess(
  actor: Actor,
  brandId: string,
  missing: "brand_not_found" | "not_found" = "brand_not_found",
): void {
  const scope = brandScope(actor);
  if (scope !== null && scope !== brandId) throw new AppError(missing);
}

/** A brand id that no brand has: matches no row. */
const nobody = "00000000-0000-0000-0000-000000000000";
