import "server-only";
import type { DrawQuery } from "#app/(admin)/draws/draw-query.ts";
import { isTimeZone, resolveLocalTime } from "#lib/campaigns/zoned-time.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import type { Actor } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { type DrawPage, listDraws } from "#lib/plays/draw-log.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A page of the log for who is signed in, as the address asks for it. */
export async function findDraws(query: DrawQuery, campaignId: string | null): Promise<DrawPage> {
  const actor = await requireActor("admin", "marketer");
  const [{ database }, user] = await Promise.all([webRuntime(), currentUser()]);
  return searchDraws(database.sql, actor, query, { campaignId, zone: user?.timeZone ?? "UTC" });
}

/** The same for an actor already known. What somebody wrote in the address by hand filters nothing when it is not well formed. */
export async function searchDraws(
  db: Executor,
  actor: Actor,
  query: DrawQuery,
  within: { readonly campaignId: string | null; readonly zone: string; readonly limit?: number },
): Promise<DrawPage> {
  const zone = isTimeZone(within.zone) ? within.zone : "UTC";
  const found = query.find.trim().toLowerCase();
  const filter = {
    ...(within.limit === undefined ? {} : { limit: within.limit }),
    campaignId: within.campaignId ?? fromPublicId("cmp", query.campaign ?? "") ?? null,
    gameId: fromPublicId("gme", query.game ?? "") ?? null,
    brandId: fromPublicId("brd", query.brand ?? "") ?? null,
    outcome: query.outcome,
    reason: query.reason,
    from: instantOf(query.from, zone),
    to: instantOf(query.to, zone),
    cursor: query.cursor,
  };
  if (found === "") return listDraws(db, actor, filter);
  if (!uuid.test(found)) return { rows: [], cursor: null };
  const byPlay = await listDraws(db, actor, { ...filter, playId: found });
  return byPlay.rows.length ? byPlay : listDraws(db, actor, { ...filter, playerId: found });
}

function instantOf(local: string | null, zone: string): string | null {
  const time = resolveLocalTime(local ?? "", zone);
  switch (time.kind) {
    case "exact":
      return time.iso;
    case "gap":
      return time.after;
    case "overlap":
      return time.first;
    case "invalid":
      return null;
  }
}
