// Hundreds of random events one after the other: promo servers go and return, promotions end and begin, weights
// change. Each time the allocation is repaired, never rebuilt.

import { brokenPairs, newPairs } from "#bench/allocation/invariants.ts";
import { randomNetwork } from "#bench/allocation/random-network.ts";
import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationInput, AllocationResult } from "#lib/promotions/allocation/instance.ts";

export interface Soak {
  readonly events: number;
  /** Events after which some promotion did not have exactly n, or a pair was wrong. */
  readonly inexact: number;
  readonly broken: number;
  readonly moved: number;
  /** Pairs that were lost with a promo server or are of a new promotion. */
  readonly unavoidable: number;
  readonly meanMs: number;
  readonly last: AllocationResult;
}

interface Sizes {
  readonly promotions: number;
  readonly servers: number;
}

class LiveNetwork {
  private readonly random: () => number;
  private readonly away = new Set<string>();
  private readonly ended = new Set<string>();
  private readonly weight = new Map<string, number>();
  private readonly all: ReturnType<typeof randomNetwork>;

  constructor(sizes: Sizes, random: () => number) {
    this.random = random;
    this.all = randomNetwork(sizes, random);
  }

  private pick<T>(rows: readonly T[]): T | undefined {
    return rows[Math.floor(this.random() * rows.length)];
  }

  private somePromotions(): string[] {
    const { promotions } = this.all;
    const count = Math.max(1, Math.round(promotions.length / 500));
    return Array.from({ length: count }, () => this.pick(promotions)?.id ?? "");
  }

  /** One random event. */
  change(): void {
    const kind = this.random();
    const server = this.pick(this.all.servers);
    if (!server) return;
    if (kind < 0.3) {
      if (!this.away.delete(server.id)) this.away.add(server.id);
    } else if (kind < 0.5) this.away.delete(server.id);
    else if (kind < 0.7) for (const id of this.somePromotions()) this.ended.add(id);
    else if (kind < 0.9) for (const id of this.somePromotions()) this.ended.delete(id);
    else {
      const before = this.weight.get(server.id) ?? server.weight;
      this.weight.set(server.id, before * (0.7 + 0.6 * this.random()));
    }
  }

  input(seed: Uint8Array): AllocationInput {
    const { servers, promotions } = this.all;
    return {
      servers: servers
        .filter(({ id }) => !this.away.has(id))
        .map((each) => ({ ...each, weight: this.weight.get(each.id) ?? each.weight })),
      promotions: promotions.filter(({ id }) => !this.ended.has(id)),
      seed,
    };
  }
}

function unavoidableOf(before: AllocationResult, input: AllocationInput): number {
  const held = new Map<string, number>();
  const alive = new Set(input.servers.map(({ id }) => id));
  for (const { promotionId, serverId } of before.placements)
    if (alive.has(serverId)) held.set(promotionId, (held.get(promotionId) ?? 0) + 1);
  return input.promotions.reduce((sum, { id, n }) => sum + Math.max(0, n - (held.get(id) ?? 0)), 0);
}

export function soak(sizes: Sizes, events: number, random: () => number): Soak {
  const seed = new TextEncoder().encode("soak");
  const network = new LiveNetwork(sizes, random);
  let last = allocate(network.input(seed));
  const sum = { inexact: 0, broken: 0, moved: 0, unavoidable: 0, ms: 0 };
  for (let event = 0; event < events; event++) {
    network.change();
    const input = network.input(seed);
    const start = performance.now();
    const next = allocate({ ...input, previous: last.placements });
    sum.ms += performance.now() - start;
    sum.inexact += Number(next.figures.exactPromotions < input.promotions.length);
    sum.broken += Number(brokenPairs(input, next).length > 0);
    sum.moved += newPairs(last.placements, next.placements);
    sum.unavoidable += unavoidableOf(last, input);
    last = next;
  }
  const { inexact, broken, moved, unavoidable } = sum;
  return { events, inexact, broken, moved, unavoidable, meanMs: sum.ms / events, last };
}
