// The ledger as staff read it: pages of decisions, and one play from its acceptance to its coupon.

import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { PlayOutcome, PlayReason } from "#lib/plays/contract.ts";
import {
  type DrawDetailRow,
  type DrawRow,
  type TimelineStep,
  timelineOf,
} from "#lib/plays/draw-timeline.ts";
import { findDraw, selectDraws } from "#lib/plays/store-draw-log.ts";

export interface ListDraws {
  readonly campaignId?: string | null;
  readonly gameId?: string | null;
  readonly brandId?: string | null;
  readonly outcome?: PlayOutcome | null;
  readonly reason?: PlayReason | null;
  readonly playerId?: string | null;
  readonly playId?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly cursor?: string | null;
  readonly limit?: number;
}

export interface DrawPage {
  readonly rows: readonly DrawRow[];
  /** Hand it back for the next, older page; null at the end. */
  readonly cursor: string | null;
}

const pageMax = 200;
const cursorPattern = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/;

export async function listDraws(db: Executor, actor: Actor, asked: ListDraws): Promise<DrawPage> {
  requirePermission(actor, "draw", "read");
  const limit = Math.min(asked.limit ?? 50, pageMax);
  const [, beforeAt = null, beforeId = null] = cursorPattern.exec(asked.cursor ?? "") ?? [];
  const rows = await selectDraws(db, {
    campaignId: asked.campaignId ?? null,
    gameId: asked.gameId ?? null,
    brandId: asked.brandId ?? null,
    outcome: asked.outcome ?? null,
    reason: asked.reason ?? null,
    playerId: asked.playerId ?? null,
    playId: asked.playId ?? null,
    from: asked.from ?? null,
    to: asked.to ?? null,
    beforeAt,
    beforeId,
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { rows: shown, cursor: more ? `${last.decidedAt}_${last.playId}` : null };
}

export interface DrawDetail extends DrawDetailRow {
  readonly timeline: readonly TimelineStep[];
}

export async function getDraw(db: Executor, actor: Actor, playId: string): Promise<DrawDetail> {
  requirePermission(actor, "draw", "read");
  const row = await findDraw(db, playId);
  if (!row) throw new AppError("unknown_play");
  return { ...row, timeline: timelineOf(row) };
}
