// What is held about a player, and what of it can go. A player is a random id; only the browser's cookie, or a partner
// who knows the person, connects it with somebody. The ledger keeps the id: every draw has to stay checkable.

import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { HeldAboutPlayer, PlayerErasure } from "#lib/privacy/contract.ts";
import type { PrivacyDeps } from "#lib/privacy/person.ts";
import { selectActs, selectCodesSeen } from "#lib/privacy/store-people.ts";
import {
  clearPlays,
  countUnclearedPlays,
  deleteBroughtBy,
  findPlayerOf,
  listGamesOf,
  selectBroughtBy,
  selectCounts,
  selectCoupons,
  selectPlays,
  selectSecondChances,
} from "#lib/privacy/store-players.ts";

/** The player of a play: what somebody can name who has a receipt or a link and not the id. */
export async function findPlayerByPlay(
  deps: PrivacyDeps,
  actor: Actor,
  { playId }: { readonly playId: string },
): Promise<string> {
  requirePermission(actor, "privacy", "export");
  const playerId = await findPlayerOf(deps.sql, playId);
  if (playerId === undefined) throw new AppError("not_found");
  return playerId;
}

/** All of one moment. That it was exported is on record. */
export async function exportPlayer(
  deps: PrivacyDeps,
  actor: Actor,
  { playerId }: { readonly playerId: string },
): Promise<HeldAboutPlayer> {
  requirePermission(actor, "privacy", "export");
  return deps.sql.begin("isolation level repeatable read", async (tx) => {
    const games = await listGamesOf(tx, playerId);
    const broughtBy = await selectBroughtBy(tx, playerId);
    if (games.length === 0 && broughtBy.length === 0) throw new AppError("not_found");
    const who = { kind: "player", id: playerId } as const;
    const held = {
      playerId,
      plays: await selectPlays(tx, playerId, games),
      coupons: await selectCoupons(tx, playerId, games),
      secondChances: await selectSecondChances(tx, playerId),
      counts: await selectCounts(tx, playerId),
      broughtBy,
      codesSeen: await selectCodesSeen(tx, who),
      acts: await selectActs(tx, who),
    };
    const subject = { subjectKind: "player", subjectId: playerId };
    const requestId = deps.requestId ?? null;
    await writeAudit(tx, { actor, action: "player.exported", ...subject, requestId });
    return held;
  });
}

/**
 * Takes away what a play says of its player beside the id: network hash, client time, the client's own notes, and the
 * promotion that brought them. Counts, results and coupons stay, and ledger and chain verify as before.
 */
export async function erasePlayer(
  deps: PrivacyDeps,
  actor: Actor,
  { playerId }: { readonly playerId: string },
): Promise<PlayerErasure> {
  requirePermission(actor, "privacy", "erase");
  return deps.sql.begin(async (tx) => {
    const games = await listGamesOf(tx, playerId);
    const plays = await clearPlays(tx, playerId, games);
    const later = await countUnclearedPlays(tx, playerId, games);
    const links = await deleteBroughtBy(tx, playerId);
    if (games.length === 0 && links === 0) throw new AppError("not_found");
    const subject = { subjectKind: "player", subjectId: playerId };
    const after = { plays, later, links };
    const requestId = deps.requestId ?? null;
    await writeAudit(tx, { actor, action: "player.erased", ...subject, after, requestId });
    return { playerId, ...after };
  });
}
