// What came out, against what was before, with its figures.

import type { Assignment } from "#lib/promotions/allocation/assignment.ts";
import type {
  AllocationFigures,
  AllocationInput,
  AllocationResult,
  ClosedServer,
  Placement,
  RemovedPlacement,
  ServerLoad,
} from "#lib/promotions/allocation/instance.ts";
import type { Takeover } from "#lib/promotions/allocation/release.ts";
import { shortfallsOf } from "#lib/promotions/allocation/shortfall.ts";
import type { Targets } from "#lib/promotions/allocation/targets.ts";

export interface Outcome extends Takeover {
  readonly targets: Targets;
  readonly closedUpTo: Int16Array;
  readonly moved: number;
  readonly balanced: number;
  readonly augmented: number;
  readonly passes: number;
}

function placementsOf({ assignment, before }: Outcome) {
  const { promotions, servers } = assignment.problem;
  const placements: Placement[] = [];
  const added: Placement[] = [];
  for (let c = 0; c < promotions.length; c++) {
    const promotionId = promotions[c]?.id ?? "";
    const from = assignment.start[c] ?? 0;
    const to = from + (assignment.count[c] ?? 0);
    assignment.sortPairs(c);
    for (let at = from; at < to; at++) {
      const s = assignment.server[at] ?? 0;
      const placement = {
        promotionId,
        serverId: servers[s]?.id ?? "",
        drawIndex: assignment.index[at] ?? 0,
        sinceEpoch: assignment.since[at] ?? 0,
      };
      placements.push(placement);
      if (!before.has(c, s)) added.push(placement);
    }
  }
  return { placements, added };
}

function removedOf({ assignment, before, removed }: Outcome): RemovedPlacement[] {
  const { promotions, servers } = assignment.problem;
  const all = [...removed];
  for (const [c, { id: promotionId }] of promotions.entries()) {
    for (const s of before.of(c)) {
      if (assignment.find(c, s) >= 0) continue;
      all.push({ promotionId, serverId: servers[s]?.id ?? "", cause: assignment.causeOf(c, s) });
    }
  }
  const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return all.sort((a, b) => order(a.promotionId, b.promotionId) || order(a.serverId, b.serverId));
}

function closedOf({ assignment, closedUpTo }: Outcome): ClosedServer[] {
  const { servers, cap, deadlines } = assignment.problem;
  const closed: ClosedServer[] = [];
  for (const [s, { id: serverId }] of servers.entries()) {
    const upTo = closedUpTo[s] ?? -1;
    if (upTo < 0) continue;
    const posts = deadlines.postsOf[s]?.[(assignment.load[s] ?? 0) * deadlines.count + upTo];
    const endsBy = deadlines.at[upTo] ?? null;
    closed.push({ serverId, carries: endsBy === null ? (cap[s] ?? 0) : (posts ?? 0), endsBy });
  }
  return closed;
}

/** Below this, whole numbers alone put a load far off its target. */
const targetMin = 3;

function figuresOf(assignment: Assignment, { target }: Targets): AllocationFigures {
  const { n, cap } = assignment.problem;
  const { load, count } = assignment;
  const isLarge = target.some((t) => t >= targetMin);
  const ratios = [...load.entries()]
    .filter(([s]) => (target[s] ?? 0) >= (isLarge ? targetMin : Number.MIN_VALUE))
    .map(([s, has]) => has / (target[s] ?? 1));
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - 1) ** 2, 0) / (ratios.length || 1);
  const placed = count.reduce((sum, each) => sum + each, 0);
  const booked = n.reduce((sum, each) => sum + each, 0);
  return {
    placed,
    booked,
    exactPromotions: n.reduce((sum, each, c) => sum + Number(count[c] === each), 0),
    shortfall: booked - placed,
    maxLoadRatio: ratios.reduce((most, ratio) => Math.max(most, ratio), 0),
    loadCv: Math.sqrt(variance),
    overCap: load.reduce((sum, has, s) => sum + Number(has > (cap[s] ?? 0)), 0),
  };
}

export function resultOf(input: AllocationInput, outcome: Outcome): AllocationResult {
  const { assignment, targets, moved, balanced, augmented, passes } = outcome;
  const { servers: inputs } = assignment.problem;
  const servers: ServerLoad[] = inputs.map(({ id, cap }, s) => ({
    serverId: id,
    load: assignment.load[s] ?? 0,
    target: targets.target[s] ?? 0,
    cap,
  }));
  const shortfalls = shortfallsOf(assignment);
  return {
    ...placementsOf(outcome),
    removed: input.previous?.length ? removedOf(outcome) : [],
    shortfalls,
    closed: shortfalls.length > 0 ? closedOf(outcome) : [],
    servers,
    figures: figuresOf(assignment, targets),
    counts: { moved, balanced, augmented, passes },
  };
}
