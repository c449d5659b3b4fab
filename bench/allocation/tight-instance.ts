// A small network with too little room, in which most promotions ask for a region: what only chains of moves solve.

import { type Network, randomNetwork } from "#bench/allocation/random-network.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";

export function tightInstance(seed: number): Network {
  const random = seeded(seed * 31);
  const sizes = {
    promotions: 20 + Math.floor(random() * 60),
    servers: 5 + Math.floor(random() * 15),
  };
  const options = { capFactor: 0.8 + random() * 0.5, restricted: 0.3 + random() * 0.7 };
  const { servers, promotions } = randomNetwork(sizes, random, options);
  return {
    servers: servers.map((server) => ({
      ...server,
      cap: Math.max(1, Math.round(server.cap * (0.5 + random()))),
    })),
    promotions: promotions.map((each) => ({ ...each, n: Math.min(each.n, sizes.servers) })),
  };
}
