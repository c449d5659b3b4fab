import type { NoticeList } from "#lib/ads/desk-contract.ts";
import {
  countUnread,
  type Listener,
  selectNotices,
  setNoticesRead,
} from "#lib/ads/store-policies.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";

const shown = 20;

function listenerOf(actor: Actor): Listener {
  return { userId: actor.kind === "user" ? actor.userId : null, brandId: brandScope(actor) };
}

/** What the actor was told, newest first. People of a brand share its notices: one has read it, all have. */
export async function listNotices(sql: Executor, actor: Actor): Promise<NoticeList> {
  requirePermission(actor, "ad", "read");
  const listener = listenerOf(actor);
  const [notices, unread] = await Promise.all([
    selectNotices(sql, listener, shown),
    countUnread(sql, listener),
  ]);
  return { notices, unread };
}

/** Marks one as read, or with null all of them; somebody else's stay as they are. */
export async function readNotices(
  sql: Executor,
  actor: Actor,
  { noticeId }: { readonly noticeId: string | null },
): Promise<void> {
  requirePermission(actor, "ad", "read");
  await setNoticesRead(sql, listenerOf(actor), noticeId);
}
