import { adScope } from "#lib/ads/ad-deps.ts";
import { type AdStatus, adStatuses } from "#lib/ads/contract.ts";
import { type DeskPage, type Lane, type ListDesk, listDeskSchema } from "#lib/ads/desk-contract.ts";
import { virtualDeadlineS } from "#lib/ads/queue/virtual-deadline.ts";
import { countDesk, countLanes, selectDesk, selectNext } from "#lib/ads/store-pages.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";

const shownPerLane = 4;
const priorities = [1, 2, 3, 4, 5];

/** When an ad is first in line: whatever is submitted after that moment is taken after it. */
export function firstInLineAt(submittedAt: string, priority: number): string {
  const deadlineS = virtualDeadlineS({ submittedAtMs: Date.parse(submittedAt), priority });
  return new Date(deadlineS * 1_000).toISOString();
}

/** The queue as lanes by priority, each with what is next in it. */
export async function listLanes(sql: Executor, actor: Actor): Promise<readonly Lane[]> {
  requirePermission(actor, "ad", "operate");
  const [counts, next] = await Promise.all([countLanes(sql), selectNext(sql, shownPerLane)]);
  return priorities.map((priority) => ({
    priority,
    waiting: counts.find((lane) => lane.priority === priority)?.waiting ?? 0,
    next: next
      .filter((ad) => ad.priority === priority)
      .map(({ id, title, status, submittedAt }) => {
        const firstAt = firstInLineAt(submittedAt, priority);
        return { id, title, status, submittedAt, firstAt };
      }),
  }));
}

/** One page of the ads that the actor may see: staff all, a brand its own. */
export async function listDesk(
  sql: Executor,
  actor: Actor,
  input: ListDesk = {},
): Promise<DeskPage> {
  requirePermission(actor, "ad", "read");
  const { page, pageSize, ...asked } = listDeskSchema.parse(input);
  const scope = adScope(actor);
  const filter = { ...asked, q: asked.q.trim(), limit: pageSize, offset: (page - 1) * pageSize };
  const [rows, counted] = await Promise.all([
    selectDesk(sql, scope, filter),
    countDesk(sql, scope, filter),
  ]);
  const countOf = (status: string) => counted.find((row) => row.status === status)?.count ?? 0;
  const counts = Object.fromEntries(
    adStatuses.map((status) => [status, countOf(status)]),
  ) as DeskPage["counts"];
  const chosen: readonly AdStatus[] = filter.statuses.length > 0 ? filter.statuses : adStatuses;
  const total = chosen.reduce((sum, status) => sum + counts[status], 0);
  return { rows, total, page, pageSize, counts };
}
