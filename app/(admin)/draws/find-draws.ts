import "server-only";
import type { DrawQuery } from "#app/(admin)/draws/draw-query.ts";
import { isTimeZone, resolveLocalTime } from "#lib/campaigns/zoned-time.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { type DrawPage, listDraws } from "#lib/plays/draw-log.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A page of the log as the address asks for it. What somebody wrote there by hand filters nothing when it is not well formed. */
export async function findDraws(query: DrawQuery, campaignId: string | null): Promise<DrawPage> {
  const actor = await requireActor("admin", "marketer");
  const [{ database }, user] = await Promise.all([webRuntime(), currentUser()]);
  const zone = user && isTimeZone(user.timeZone) ? user.timeZone : "UTC";
  const found = query.find.trim().toLowerCase();
  const filter = {
    campaignId: campaignId ?? fromPublicId("cmp", query.campaign ?? "") ?? null,
    brandId: fromPublicId("brd", query.brand ?? "") ?? null,
    outcome: query.outcome,
    reason: query.reason,
    from: instantOf(query.from, zone),
    to: instantOf(query.to, zone),
    cursor: query.cursor,
  };
  if (found === "") return listDraws(database.sql, actor, filter);
  if (!uuid.test(found)) return { rows: [], cursor: null };
  const byPlay = await listDraws(database.sql, actor, { ...filter, playId: found });
  return byPlay.rows.length
    ? byPlay
    : listDraws(database.sql, actor, { ...filter, playerId: found });
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
