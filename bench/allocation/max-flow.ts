// Dinic's maximum flow, written for nothing but to check the allocator: promotions to promo servers, one unit a pair.

import { isInAudience } from "#lib/promotions/allocation/audience.ts";
import type { PromoServerInput, PromotionInput } from "#lib/promotions/allocation/instance.ts";

class Network {
  private readonly edges: number[][];
  private readonly to: number[] = [];
  private readonly left: number[] = [];
  private level: Int32Array;
  private next: Int32Array;

  constructor(nodes: number) {
    this.edges = Array.from({ length: nodes }, () => []);
    this.level = new Int32Array(nodes);
    this.next = new Int32Array(nodes);
  }

  connect(from: number, to: number, capacity: number): void {
    for (const [a, b, left] of [
      [from, to, capacity],
      [to, from, 0],
    ] as const) {
      this.edges[a]?.push(this.to.length);
      this.to.push(b);
      this.left.push(left);
    }
  }

  private isReachable(source: number, sink: number): boolean {
    this.level.fill(-1);
    this.next.fill(0);
    this.level[source] = 0;
    const queue = [source];
    for (const node of queue) {
      for (const edge of this.edges[node] ?? []) {
        const to = this.to[edge] ?? 0;
        if ((this.left[edge] ?? 0) <= 0 || this.level[to] !== -1) continue;
        this.level[to] = (this.level[node] ?? 0) + 1;
        queue.push(to);
      }
    }
    return this.level[sink] !== -1;
  }

  private push(node: number, sink: number, most: number): number {
    if (node === sink) return most;
    const edges = this.edges[node] ?? [];
    for (; (this.next[node] ?? 0) < edges.length; this.next[node] = (this.next[node] ?? 0) + 1) {
      const edge = edges[this.next[node] ?? 0] ?? 0;
      const to = this.to[edge] ?? 0;
      const left = this.left[edge] ?? 0;
      if (left <= 0 || this.level[to] !== (this.level[node] ?? 0) + 1) continue;
      const pushed = this.push(to, sink, Math.min(most, left));
      if (pushed === 0) continue;
      this.left[edge] = left - pushed;
      this.left[edge ^ 1] = (this.left[edge ^ 1] ?? 0) + pushed;
      return pushed;
    }
    return 0;
  }

  maximum(source: number, sink: number): number {
    let flow = 0;
    while (this.isReachable(source, sink)) {
      for (let pushed = 1; pushed > 0; flow += pushed)
        pushed = this.push(source, sink, Number.MAX_SAFE_INTEGER);
    }
    return flow;
  }
}

/** The most placements that any allocation can make. */
export function maxPlacements(
  servers: readonly PromoServerInput[],
  promotions: readonly PromotionInput[],
): number {
  const source = promotions.length + servers.length;
  const network = new Network(source + 2);
  for (const [c, { n, audience = {}, exclude = [] }] of promotions.entries()) {
    network.connect(source, c, n);
    for (const [s, server] of servers.entries())
      if (isInAudience(audience, server) && !exclude.includes(server.id))
        network.connect(c, promotions.length + s, 1);
  }
  for (const [s, { cap }] of servers.entries())
    network.connect(promotions.length + s, source + 1, cap);
  return network.maximum(source, source + 1);
}
