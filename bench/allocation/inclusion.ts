// How often a promo server is chosen, against its target: N of 50 promo servers, 20,000 times.

import { randomNetwork } from "#bench/allocation/random-network.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { allocate } from "#lib/promotions/allocation/allocate.ts";

const promotions = 20_000;

/** The largest |inclusion / (target / promotions) - 1| of the classes of weight, and of a single promo server. */
export function inclusionErrors(n: number): { readonly byWeight: number; readonly single: number } {
  const { servers } = randomNetwork({ promotions: 1, servers: 50 }, seeded(3));
  const result = allocate({
    servers: servers.map((each) => ({ ...each, cap: promotions })),
    promotions: Array.from({ length: promotions }, (_, c) => ({ id: `p${c}`, n })),
    seed: new TextEncoder().encode("inclusion"),
  });
  const weightOf = new Map(servers.map(({ id, weight }) => [id, weight.toFixed(3)]));
  const classes = new Map<string, { load: number; target: number }>();
  let single = 0;
  for (const { serverId, load, target } of result.servers) {
    if (target < 50) continue;
    single = Math.max(single, Math.abs(load / target - 1));
    const name = weightOf.get(serverId) ?? "";
    const sum = classes.get(name) ?? { load: 0, target: 0 };
    classes.set(name, { load: sum.load + load, target: sum.target + target });
  }
  const errors = [...classes.values()].map(({ load, target }) => Math.abs(load / target - 1));
  return { byWeight: Math.max(...errors), single };
}
