import { adsRole } from "#workers/roles/ads.ts";
import { allocatorRole } from "#workers/roles/allocator.ts";
import { couponImportRole } from "#workers/roles/coupon-import.ts";
import { drillRole } from "#workers/roles/drill.ts";
import { promoterRole } from "#workers/roles/promoter.ts";
import { rebalancerRole } from "#workers/roles/rebalancer.ts";
import type { Role } from "#workers/roles/role.ts";
import { schedulerRole } from "#workers/roles/scheduler.ts";
import { sealerRole } from "#workers/roles/sealer.ts";
import { sweeperRole } from "#workers/roles/sweeper.ts";
import { webhooksRole } from "#workers/roles/webhooks.ts";

/** Started in this order, stopped in the reverse one. */
const makers: readonly (() => Role)[] = [
  allocatorRole,
  sweeperRole,
  schedulerRole,
  sealerRole,
  couponImportRole,
  drillRole,
  promoterRole,
  rebalancerRole,
  webhooksRole,
  adsRole,
];

/** The roles of FROLIC_ROLES: `all`, or names with commas. An unknown name is refused: a typo would idle silently. */
export function chooseRoles(wanted: string): Role[] {
  const roles = makers.map((make) => make());
  const names = wanted.split(",").map((name) => name.trim());
  if (names.includes("all")) return roles;
  const known = roles.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new RangeError(`No such role: ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  }
  return roles.filter(({ name }) => names.includes(name));
}
