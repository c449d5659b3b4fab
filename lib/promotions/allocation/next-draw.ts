import type { Assignment } from "#lib/promotions/allocation/assignment.ts";
import { draw } from "#lib/promotions/allocation/sequence.ts";
import type { Targets } from "#lib/promotions/allocation/targets.ts";

/**
 * The next draw of the promotion, from this one on, that it can be placed by below the soft bound; `drawsMax` when
 * there is none among those worth drawing.
 */
export function nextDraw(
  assignment: Assignment,
  { soft }: Targets,
  c: number,
  from: number,
): number {
  const { table, key } = assignment.problem;
  const { load } = assignment;
  const own = key[c] ?? 0;
  for (let i = from; i < table.drawsMax; i++) {
    const s = draw(table, own, i);
    if (s < 0 || (load[s] ?? 0) >= (soft[s] ?? 0)) continue;
    if (assignment.canTake(c, s, soft[s] ?? 0)) return i;
  }
  return table.drawsMax;
}
